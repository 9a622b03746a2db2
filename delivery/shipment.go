package delivery

import (
	"net/url"
	"strings"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
)

// Shipment is what left for an order.
type Shipment struct {
	ID          id.ID
	OrderID     id.ID
	Carrier     string
	Tracking    string
	TrackingURL string
	CreatedAt   db.Time
	Lines       []ShipmentLine `db:"-"`
}

// ShipmentLine is a quantity of one order line in a shipment.
type ShipmentLine struct {
	OrderLine id.ID `db:"order_line_id"`
	Variant   id.ID `db:"variant_id"`
	Quantity  int64
}

// ShipmentInput is what CreateShipment needs.
type ShipmentInput struct {
	Order                          id.ID
	Carrier, Tracking, TrackingURL string
	Lines                          []ShipmentLine
}

const shipmentColumns = `id, order_id, carrier, tracking, tracking_url, created_at`

// CreateShipment writes what left for an order. The caller (orders) has made sure
// that so much may leave. No lines, quantities below one or an address that is no web
// address are errs.Invalid. Without an address the one of a known carrier is made.
func CreateShipment(tx *db.Tx, in ShipmentInput) (Shipment, error) {
	s := Shipment{ID: tx.NewID(), OrderID: in.Order, CreatedAt: tx.Now, Lines: in.Lines}
	if len(in.Lines) == 0 {
		return s, errs.Invalid("Choose at least one product to ship.")
	}
	if err := s.track(in.Carrier, in.Tracking, in.TrackingURL); err != nil {
		return s, err
	}
	_, err := tx.Exec(`INSERT INTO shipment (shop_id, id, order_id, carrier, tracking, tracking_url, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		s.ID, s.OrderID, s.Carrier, s.Tracking, s.TrackingURL, s.CreatedAt)
	if err != nil {
		return s, err
	}
	rows := make([][]any, 0, len(in.Lines))
	for _, line := range in.Lines {
		if line.Quantity < 1 {
			return s, errs.Invalid("Quantities to ship must be at least 1.")
		}
		rows = append(rows, []any{tx.NewID(), s.ID, line.OrderLine, line.Variant, line.Quantity})
	}
	return s, tx.ExecMany(`INSERT INTO shipment_line (shop_id, id, shipment_id, order_line_id, variant_id, quantity) VALUES ($1, $2, $3, $4, $5, $6)`, rows)
}

// SetTracking changes carrier and tracking number of a shipment that has left.
func SetTracking(tx *db.Tx, shipment id.ID, carrier, tracking, trackingURL string) (Shipment, error) {
	s, err := ShipmentByID(tx, shipment)
	if err != nil {
		return s, err
	}
	if err := s.track(carrier, tracking, trackingURL); err != nil {
		return s, err
	}
	_, err = tx.Exec(`UPDATE shipment SET carrier = $3, tracking = $4, tracking_url = $5 WHERE shop_id = $1 AND id = $2`,
		shipment, s.Carrier, s.Tracking, s.TrackingURL)
	return s, err
}

func (s *Shipment) track(carrier, tracking, trackingURL string) error {
	s.Carrier, s.Tracking, s.TrackingURL = strings.TrimSpace(carrier), strings.TrimSpace(tracking), strings.TrimSpace(trackingURL)
	if len(s.Carrier) > 60 || len(s.Tracking) > 60 {
		return errs.InvalidField("tracking", "Carrier and tracking number have at most 60 letters each.")
	}
	if s.TrackingURL == "" {
		s.TrackingURL = TrackingURL(s.Carrier, s.Tracking)
		return nil
	}
	address, err := url.Parse(s.TrackingURL)
	if err != nil || address.Scheme != "https" && address.Scheme != "http" || address.Host == "" || len(s.TrackingURL) > 500 {
		return errs.InvalidField("tracking_url", "“%s” is not a web address. Begin with https://.", s.TrackingURL)
	}
	return nil
}

// ShipmentByID returns one shipment with its lines; errs.NotFound when there is none.
func ShipmentByID(tx *db.Tx, shipment id.ID) (Shipment, error) {
	s, err := db.One[Shipment](tx, `SELECT `+shipmentColumns+` FROM shipment WHERE shop_id = $1 AND id = $2`, shipment)
	if err != nil {
		return s, err
	}
	s.Lines, err = linesOf(tx, shipment)
	return s, err
}

// ShipmentsOf lists the shipments of an order, oldest first, with their lines.
func ShipmentsOf(tx *db.Tx, order id.ID) ([]Shipment, error) {
	list, err := db.All[Shipment](tx, `SELECT `+shipmentColumns+` FROM shipment WHERE shop_id = $1 AND order_id = $2 ORDER BY id`, order)
	if err != nil {
		return nil, err
	}
	for i := range list {
		if list[i].Lines, err = linesOf(tx, list[i].ID); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func linesOf(tx *db.Tx, shipment id.ID) ([]ShipmentLine, error) {
	return db.All[ShipmentLine](tx, `SELECT order_line_id, variant_id, quantity FROM shipment_line WHERE shop_id = $1 AND shipment_id = $2 ORDER BY id`, shipment)
}

// Carriers lists the carriers whose tracking pages are known, for a list to choose from.
func Carriers() []string {
	return []string{"Colissimo", "Chronopost", "La Poste", "Mondial Relay", "DHL", "Deutsche Post", "DPD", "GLS", "Hermes", "UPS", "FedEx", "Royal Mail", "PostNL", "bpost", "Swiss Post", "Posten"}
}

// TrackingURL is the tracking page of a known carrier; empty for others.
func TrackingURL(carrier, tracking string) string {
	if tracking == "" {
		return ""
	}
	number := url.QueryEscape(strings.ReplaceAll(tracking, " ", ""))
	switch strings.ToLower(carrier) {
	case "colissimo", "la poste":
		return "https://www.laposte.fr/outils/suivre-vos-envois?code=" + number
	case "chronopost":
		return "https://www.chronopost.fr/tracking-no-cms/suivi-page?listeNumerosLT=" + number
	case "mondial relay":
		return "https://www.mondialrelay.fr/suivi-de-colis/?numeroExpedition=" + number
	case "dhl", "deutsche post":
		return "https://www.dhl.de/de/privatkunden/pakete-empfangen/verfolgen.html?piececode=" + number
	case "dpd":
		return "https://tracking.dpd.de/status/de_DE/parcel/" + number
	case "gls":
		return "https://gls-group.eu/track/" + number
	case "hermes":
		return "https://www.myhermes.de/empfangen/sendungsverfolgung/sendungsinformation/#" + number
	case "ups":
		return "https://www.ups.com/track?tracknum=" + number
	case "fedex":
		return "https://www.fedex.com/fedextrack/?trknbr=" + number
	case "royal mail":
		return "https://www.royalmail.com/track-your-item#/tracking-results/" + number
	case "postnl":
		return "https://postnl.nl/tracktrace/?B=" + number
	case "bpost":
		return "https://track.bpost.cloud/btr/web/#/search?itemCode=" + number
	case "swiss post":
		return "https://service.post.ch/ekp-web/ui/entry/search/" + number
	case "posten":
		return "https://sporing.posten.no/sporing/" + number
	}
	return ""
}
