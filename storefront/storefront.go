// Package storefront is the public shop: what buyers see and what carries their orders
// to the departments.
//
// A request finds its shop by the host and its language by the path (the shop's first
// language at the root, the other below /en or /fr). The page is drawn by the theme
// (package storefront/theme) from objects filled here; every page works without
// JavaScript. Carts are known by the secret token in a host-only cookie, orders by the
// secret token in their address.
//
// It owns no table, announces nothing and hears nothing.
package storefront

import "embed"

// Lang holds the French of the sentences that stand outside the theme.
//
//go:embed lang
var Lang embed.FS

// Given is what the public shop needs from around it: nothing yet. The buyer's way to
// the page of a payment provider and back is declared by paymentsweb.Storefront.
type Given struct{}
