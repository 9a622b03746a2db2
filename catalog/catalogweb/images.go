package catalogweb

import (
	"mime/multipart"
	"slices"

	"github.com/coulisse/coulisse/catalog"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/kit/id"
	"github.com/coulisse/coulisse/kit/web"
	"github.com/coulisse/coulisse/shops"
)

type uploadForm struct {
	Files []*multipart.FileHeader `form:"files"`
}

// uploadImages decodes and stores the pictures before any transaction is open, then
// writes them to the product together.
func uploadImages(_ *db.DB, r *web.Request, in uploadForm) (web.Answer, error) {
	product, err := r.ID("product", catalog.ProductPrefix)
	if err != nil {
		return web.Answer{}, err
	}
	if len(in.Files) == 0 {
		return web.Answer{}, errs.Invalid("Choose at least one picture.")
	}
	var images []catalog.Image
	for _, header := range in.Files {
		image, err := storeImage(r, header)
		if err != nil {
			return web.Answer{}, err
		}
		images = append(images, image)
	}
	return r.Write(func(tx *db.Tx) (web.Answer, error) {
		if err := catalog.AddImages(tx, product, images); err != nil {
			return web.Answer{}, err
		}
		return web.Redirect(r.Path("/products", product.Text(catalog.ProductPrefix)) + "#images").Toast("Saved.").Undo(shops.CurrentChangeSet(tx)), nil
	})
}

func storeImage(r *web.Request, header *multipart.FileHeader) (catalog.Image, error) {
	file, err := header.Open()
	if err != nil {
		return catalog.Image{}, err
	}
	defer file.Close()
	stored, err := r.Files().PutImage(r.Shop.ID, file)
	if err != nil {
		return catalog.Image{}, err
	}
	return catalog.Image{Hash: stored.Hash, Width: int64(stored.Width), Height: int64(stored.Height), State: catalog.ImageReady}, nil
}

type imagesForm struct {
	Images []imageForm `form:"images"`
}

type imageForm struct {
	ID     id.ID  `form:"id"`
	Alt    string `form:"alt"`
	Place  int64  `form:"place"`
	Remove bool   `form:"remove"`
}

// saveImages writes order and texts; places are numbers, so it works without a mouse.
func saveImages(tx *db.Tx, r *web.Request, in imagesForm) (web.Answer, error) {
	product, err := r.ID("product", catalog.ProductPrefix)
	if err != nil {
		return web.Answer{}, err
	}
	slices.SortStableFunc(in.Images, func(a, b imageForm) int { return int(a.Place - b.Place) })
	images := []catalog.Image{}
	for _, row := range in.Images {
		if !row.Remove {
			images = append(images, catalog.Image{ID: row.ID, Alt: row.Alt})
		}
	}
	if err := catalog.SetImages(tx, product, images); err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(r.Path("/products", product.Text(catalog.ProductPrefix)) + "#images").Toast("Saved.").Undo(shops.CurrentChangeSet(tx)), nil
}

func retryImages(tx *db.Tx, r *web.Request, _ struct{}) (web.Answer, error) {
	product, err := r.ID("product", catalog.ProductPrefix)
	if err != nil {
		return web.Answer{}, err
	}
	n, err := catalog.RetryImages(tx, product)
	if err != nil {
		return web.Answer{}, err
	}
	return web.Redirect(r.Path("/products", product.Text(catalog.ProductPrefix))+"#images").Toast("%d images are being fetched.", n), nil
}
