package app

import "github.com/coulisse/coulisse/storefront"

// storefront is what the public shop needs of the installation.
func (a *App) storefront() storefront.Given { return storefront.Given{} }
