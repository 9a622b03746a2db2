// Package bench measures the whole program over HTTP on the sample world, next to a
// bare net/http answer: make bench. docs/benchmarks.md keeps the figures with the
// machine they were taken on.
package bench
