package ordersweb

import (
	"github.com/coulisse/coulisse/delivery"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/orders"
)

// shipmentOf returns a shipment of this order, or NotFound.
func shipmentOf(tx *db.Tx, o orders.Order, shipment id.ID) (delivery.Shipment, error) {
	s, err := delivery.ShipmentByID(tx, shipment)
	if err == nil && s.OrderID != o.ID {
		err = errs.NotFound("This shipment does not exist or has been removed.")
	}
	return s, err
}
