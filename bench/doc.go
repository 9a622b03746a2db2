// Package bench fills a shop by the program's own bulk paths and measures the program
// over HTTP: make bench, or the hidden command `coulisse bench`.
//
// The program runs as it always does, as a process of its own (`coulisse serve`); this
// package is the client. Beside each figure it measures, on the same machine and in the
// same run, two things nobody can go below: a bare net/http server that answers the
// same bytes, and the engine alone, which gets the statements the program sent for the
// rows of the answer (reads) or for the rows it stored (writes), prepared, with no
// program around them. The floors of writes run on a copy of the database, so that the
// shop stays one that `coulisse verify` accepts.
//
// docs/benchmarks.md is made of the results by `coulisse bench table`.
package bench
