package bench

import (
	"encoding/csv"
	"fmt"
	"io"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"
)

// Words of the made goods: 32 × 24 × 20 titles before a number is needed.
var (
	looks  = strings.Fields("Calm Bright Plain Round Slim Deep Soft Bold Raw Pale Warm Cool Fine Broad Light Heavy Open Folded Woven Turned Cast Carved Glazed Brushed Striped Checked Hooked Hanging Standing Little Grand Double")
	stuffs = strings.Fields("Linen Wool Cotton Hemp Oak Ash Walnut Birch Cork Clay Stone Marble Glass Brass Copper Steel Iron Paper Leather Felt Rattan Wicker Silk Jute")
	things = strings.Fields("Bowl Vase Lamp Chair Table Shelf Blanket Cushion Towel Apron Tray Basket Jug Cup Plate Mirror Stool Bench Curtain Rug")
	makers = strings.Fields("Nord Sud Loire Rhone Alpes Vosges Jura Garonne Escaut Durance")
)

const description = `<p>Made in a small workshop from %s, finished by hand. Each piece differs a little from the next, which is how it should be.</p><ul><li>Easy to care for</li><li>Repaired free of charge for ten years</li></ul>`

// products writes a product file of n products with one to three variants each.
func products(n int) io.ReadCloser {
	return piped(func(w *csv.Writer) error {
		heading := strings.Split("Handle,Title,Body (HTML),Vendor,Type,Tags,Option1 Name,Option1 Value,Variant SKU,Variant Grams,Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,Variant Price,Cost per item,Status", ",")
		if err := w.Write(heading); err != nil {
			return err
		}
		for i := range n {
			if err := product(w, i); err != nil {
				return err
			}
		}
		return nil
	})
}

func product(w *csv.Writer, i int) error {
	random := rand.New(rand.NewPCG(7, uint64(i)))
	look, stuff, thing := looks[random.IntN(len(looks))], stuffs[random.IntN(len(stuffs))], things[random.IntN(len(things))]
	title := fmt.Sprintf("%s %s %s %d", look, stuff, thing, i+1)
	price := 500 + random.IntN(200)*50
	for v := range 1 + i%3 {
		row := []string{handleOf(i), title, fmt.Sprintf(description, strings.ToLower(stuff)), "Atelier " + makers[random.IntN(len(makers))], thing,
			strings.ToLower(stuff + ", " + look), "", "", fmt.Sprintf("B%07d-%d", i+1, v+1), strconv.Itoa(100 + random.IntN(4000)), "shop", "1000000", "deny",
			decimal(price + v*250), decimal(price / 3), "active"}
		if i%3 > 0 {
			row[6], row[7] = "Size", []string{"Small", "Medium", "Large"}[v]
		}
		if v > 0 {
			for _, blank := range []int{1, 2, 3, 4, 5, 15} {
				row[blank] = ""
			}
		}
		if err := w.Write(row); err != nil {
			return err
		}
	}
	return nil
}

func handleOf(product int) string { return fmt.Sprintf("thing-%d", product+1) }

func decimal(cents int) string { return fmt.Sprintf("%d.%02d", cents/100, cents%100) }

// historyMap says how to read the file of history.
const historyMap = `{"columns": {"document": "order", "sku": "sku", "title": "title", "quantity": "quantity", "unit_price": "price", "date": "date",
	"country": "country", "email": "email", "name": "name"}, "date_layout": "2006-01-02 15:04", "currency": "EUR", "credit_note_prefix": "C",
	"tax_rates": {"*": "20"}, "prices_include_tax": true, "settled": "bank"}`

// history writes n orders of the three years before now with one to three lines each;
// each third one is of a new customer, each fiftieth a credit note.
func history(n, products int, now time.Time) io.ReadCloser {
	return piped(func(w *csv.Writer) error {
		if err := w.Write(strings.Split("order,sku,title,quantity,price,date,country,email,name", ",")); err != nil {
			return err
		}
		for i := range n {
			if err := order(w, i, n, products, now); err != nil {
				return err
			}
		}
		return nil
	})
}

func order(w *csv.Writer, i, n, products int, now time.Time) error {
	const years = 3 * 365 * 24 * time.Hour
	random := rand.New(rand.NewPCG(11, uint64(i)))
	number, sign := fmt.Sprintf("H%07d", i+1), 1
	if i%50 == 49 {
		number, sign = "C"+number, -1
	}
	at := now.Add(-years).Add(time.Duration(i) * (years / time.Duration(n))).UTC().Format("2006-01-02 15:04")
	country := []string{"FR", "FR", "FR", "FR", "DE", "BE", "ES", "IT"}[random.IntN(8)]
	buyer := random.IntN(n/3 + 1)
	for range 1 + i%3 {
		p := random.IntN(products)
		err := w.Write([]string{number, fmt.Sprintf("B%07d-1", p+1), things[p%len(things)] + " " + strconv.Itoa(p+1), strconv.Itoa(sign * (1 + random.IntN(3))),
			decimal(500 + random.IntN(200)*50), at, country, emailOf(buyer), nameOf(buyer)})
		if err != nil {
			return err
		}
	}
	return nil
}

func emailOf(buyer int) string { return fmt.Sprintf("buyer%d@example.com", buyer) }

func nameOf(buyer int) string {
	first := strings.Fields("Anna Louis Marie Hugo Chloé Jules Zoé Paul Inès Léon Nora Karl Ida Otto Ella")
	last := strings.Fields("Martin Durand Petit Moreau Laurent Simon Michel Garcia Roux Fournier Weber Becker Wagner Janssens Rossi")
	return first[buyer%len(first)] + " " + last[buyer/len(first)%len(last)]
}

// piped lets a file be read while it is being made.
func piped(fill func(w *csv.Writer) error) io.ReadCloser {
	read, write := io.Pipe()
	go func() {
		w := csv.NewWriter(write)
		err := fill(w)
		w.Flush()
		write.CloseWithError(err) // nil is the end of the file
	}()
	return read
}
