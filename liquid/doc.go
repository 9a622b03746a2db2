// Package liquid is a complete, safe and fast engine for the Liquid template
// language. It knows nothing of shops: tags, filters and objects of a shop are
// registered by the package that uses it.
package liquid
