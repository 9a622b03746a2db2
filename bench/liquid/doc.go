// Package liquidbench measures the engine of package liquid beside others on one
// page: a collection of a hundred products, each card drawn by a snippet, about
// 100 KB of HTML. It is a module of its own, so the others are not dependencies
// of Coulisse. Run it on a quiet machine:
//
//	cd bench/liquid && go test -bench . -benchmem -count 5
package liquidbench
