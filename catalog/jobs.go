package catalog

import (
	"bytes"
	"context"
	"errors"
	"time"

	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/event"
	"github.com/coulisse/coulisse/kit/fetch"
	"github.com/coulisse/coulisse/kit/files"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/job"
	"github.com/coulisse/coulisse/kit/text"
)

// Outside is what the jobs of the catalogue need from around it: the file store, the
// guarded client for images by address, and stock's hook for imported quantities.
type Outside struct {
	Files *files.Store
	Fetch *fetch.Client
	Stock func(tx *db.Tx, variant id.ID, quantity int64) error
	// EditStock books a cell of stock of the bulk grid: stock.ApplyEdit.
	EditStock func(tx *db.Tx, e StockEdit) error
}

// Jobs lets the runner fetch images and run imports.
func Jobs(r *job.Runner, o Outside) {
	job.Handle(r, func(c *job.Ctx, a fetchImage) error { return o.fetch(c, a) })
	job.Handle(r, func(c *job.Ctx, a runImport) error { return o.run(c, a) })
	job.Handle(r, func(c *job.Ctx, a saveGrid) error { return o.saveParts(c, a) })
}

// fetchImage is the job that brings one image by address into the store.
type fetchImage struct {
	Image id.ID `json:"image"`
	Tries int   `json:"tries"`
}

// JobKind names the job.
func (fetchImage) JobKind() string { return "catalog.fetch_image" }

// fetchTries is how often an address that does not answer is tried before the image
// counts as failed: over about two hours. The merchant can try again at any time.
const fetchTries = 5

// orderFetch asks for the image of a pending row.
func orderFetch(tx *db.Tx, image id.ID) error {
	return job.Enqueue(tx, fetchImage{Image: image}, job.Later(), job.Unique(image.Text(ImagePrefix)))
}

// RetryImages tries the failed images of a product again, of the whole shop for 0,
// and says how many.
func RetryImages(tx *db.Tx, product id.ID) (int, error) {
	q := db.Query(`SELECT i.id FROM product_image i WHERE i.shop_id = $1 AND i.state <> 'ready'`)
	if product != 0 {
		q.And(`i.product_id = ?`, product)
	}
	images, err := db.AllQ[id.ID](tx, q.Then(`ORDER BY i.id LIMIT 5000`))
	if err != nil {
		return 0, err
	}
	for _, image := range images {
		_, err := tx.Exec(`UPDATE product_image SET state = 'pending', problem = '' WHERE shop_id = $1 AND id = $2 AND state = 'failed'`, image)
		if err != nil {
			return 0, err
		}
		if err := orderFetch(tx, image); err != nil {
			return 0, err
		}
	}
	return len(images), nil
}

// fetch gets the image outside any transaction and stores the result. An address that
// does not answer is asked again later; the product never waits for it.
func (o Outside) fetch(c *job.Ctx, a fetchImage) error {
	var image Image
	err := c.Read(func(tx *db.Tx) error {
		var err error
		image, err = db.One[Image](tx, `SELECT `+imageColumns+` FROM product_image i WHERE i.shop_id = $1 AND i.id = $2`, a.Image)
		return err
	})
	if errs.Is(err, errs.KindNotFound) || err == nil && image.State == ImageReady {
		return nil
	}
	if err != nil {
		return err
	}
	stored, err := o.bring(c, c.Shop, image.SourceURL)
	if errors.Is(err, context.Canceled) {
		return err
	}
	return c.Write(func(tx *db.Tx) error {
		if err != nil {
			return fetchFailed(tx, image, a, err)
		}
		return imageReady(tx, image, stored)
	})
}

func (o Outside) bring(ctx context.Context, shop id.ID, address string) (files.Image, error) {
	got, err := o.Fetch.Get(ctx, address)
	if err != nil {
		return files.Image{}, err
	}
	return o.Files.PutImage(shop, bytes.NewReader(got.Body))
}

// fetchFailed plans the next try, or gives up and says why on the product's page.
func fetchFailed(tx *db.Tx, image Image, a fetchImage, cause error) error {
	refusal := errs.As(cause)
	message := text.Key("The image could not be stored.")
	if refusal != nil {
		message = refusal.Message
		if len(refusal.Args) > 0 {
			message = refusal.Error()
		}
	}
	a.Tries++
	if refusal != nil && refusal.Kind != errs.KindUnavailable || a.Tries >= fetchTries {
		_, err := tx.Exec(`UPDATE product_image SET state = 'failed', problem = $3 WHERE shop_id = $1 AND id = $2`, image.ID, message)
		return err
	}
	if _, err := tx.Exec(`UPDATE product_image SET problem = $3 WHERE shop_id = $1 AND id = $2`, image.ID, message); err != nil {
		return err
	}
	pause := time.Minute << (2 * (a.Tries - 1)) // 1, 4, 16, 64 minutes
	return job.Enqueue(tx, a, job.Later(), job.At(tx.Now.Add(pause)))
}

// imageReady puts the stored file into the row. It is no edit of the merchant's: the
// product keeps its version, and nothing is recorded to be undone.
func imageReady(tx *db.Tx, image Image, stored files.Image) error {
	hit, err := tx.Exec(`UPDATE product_image SET hash = $3, width = $4, height = $5, state = 'ready', problem = '' WHERE shop_id = $1 AND id = $2`,
		image.ID, stored.Hash, stored.Width, stored.Height)
	if err != nil || hit == 0 {
		return err
	}
	_, err = tx.Exec(`UPDATE product SET image_hash = COALESCE((SELECT i.hash FROM product_image i
			WHERE i.shop_id = $1 AND i.product_id = $2 AND i.state = 'ready' ORDER BY i.position, i.id LIMIT 1), '')
		WHERE shop_id = $1 AND id = $2`, image.ProductID)
	if err != nil {
		return err
	}
	return event.Publish(tx, ProductChanged{Product: image.ProductID})
}
