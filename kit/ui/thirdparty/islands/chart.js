// uPlot (MIT) draws series with an axis of time that can be read point by point.
export { default } from "uplot";
