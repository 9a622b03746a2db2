package catalog

import (
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/id"
)

// The states of an image.
const (
	ImageReady   = "ready"
	ImagePending = "pending"
	ImageFailed  = "failed"
)

// Image is one picture of a product. Hash names the file in the shop's store once it
// is ready; SourceURL is where an import said it is; Problem says why fetching failed.
type Image struct {
	ID        id.ID  `json:"id"`
	ProductID id.ID  `json:"product_id"`
	Position  int64  `json:"position"`
	Hash      string `json:"hash"`
	Alt       string `json:"alt"`
	Width     int64  `json:"width"`
	Height    int64  `json:"height"`
	State     string `json:"state"`
	SourceURL string `json:"source_url"`
	Problem   string `json:"problem"`
}

const imageColumns = `i.id, i.product_id, i.position, i.hash, i.alt, i.width, i.height, i.state, i.source_url, i.problem`

func imagesOf(tx *db.Tx, product id.ID) ([]Image, error) {
	return db.All[Image](tx, `SELECT `+imageColumns+` FROM product_image i WHERE i.shop_id = $1 AND i.product_id = $2 ORDER BY i.position, i.id`, product)
}

// ImagesOf returns the images of several products at once, by product: for lists.
func ImagesOf(tx *db.Tx, products []id.ID) (map[id.ID][]Image, error) {
	rows, err := db.AllQ[Image](tx, db.Query(`SELECT `+imageColumns+` FROM product_image i WHERE i.shop_id = $1`).
		AndIn(`i.product_id`, products).Then(` ORDER BY i.product_id, i.position, i.id`))
	of := make(map[id.ID][]Image, len(products))
	for _, image := range rows {
		of[image.ProductID] = append(of[image.ProductID], image)
	}
	return of, err
}

// WaitingImages lists the images that are not there yet, oldest first: pending ones
// and those whose fetching failed.
func WaitingImages(tx *db.Tx, limit int) ([]Image, error) {
	return db.All[Image](tx, `SELECT `+imageColumns+` FROM product_image i WHERE i.shop_id = $1 AND i.state <> 'ready' ORDER BY i.state, i.id LIMIT $2`, limit)
}

// CountImages counts the images of the shop by state.
func CountImages(tx *db.Tx) (pending, failed int64, err error) {
	pending, err = db.One[int64](tx, `SELECT COUNT(*) FROM product_image WHERE shop_id = $1 AND state <> 'ready' AND state = 'pending'`)
	if err != nil {
		return 0, 0, err
	}
	failed, err = db.One[int64](tx, `SELECT COUNT(*) FROM product_image WHERE shop_id = $1 AND state <> 'ready' AND state = 'failed'`)
	return pending, failed, err
}

// AddImages puts images behind those the product has. Each is a stored file (Hash,
// Width, Height) or an address to fetch (SourceURL); the change is recorded.
func AddImages(tx *db.Tx, product id.ID, images []Image) error {
	return edit(tx, product, func(doc *Document) error {
		for _, image := range images {
			image.ID = 0
			doc.Images = append(doc.Images, image)
		}
		return nil
	})
}

// SetImages rewrites order and alternative texts and drops the images left out;
// images are named by their id, unknown ids are refused.
func SetImages(tx *db.Tx, product id.ID, images []Image) error {
	return edit(tx, product, func(doc *Document) error {
		doc.Images = images
		return nil
	})
}
