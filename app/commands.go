package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/coulisse/coulisse/accounting"
	"github.com/coulisse/coulisse/kit/db"
	"github.com/coulisse/coulisse/kit/errs"
	"github.com/coulisse/coulisse/shops"
)

// commandLine is who acts when a command writes.
var commandLine = db.Actor{Kind: "system", Name: "command line"}

// CreateShop opens a shop.
func (a *App) CreateShop(ctx context.Context, in shops.CreateInput) (shops.Shop, error) {
	// Hashing is slow on purpose: not while a transaction is open.
	if in.Password != "" {
		if err := shops.CheckPassword(in.Password, in.Email); err != nil {
			return shops.Shop{}, err
		}
		hash, err := shops.HashPassword(in.Password)
		if err != nil {
			return shops.Shop{}, err
		}
		in.Password, in.PasswordHash = "", hash
	}
	if in.Handle != "" && a.server.Reserved(in.Handle) {
		return shops.Shop{}, errs.Conflict("The address “%s” is reserved. Choose another handle.", in.Handle)
	}
	var shop shops.Shop
	err := a.db.Write(ctx, db.Scope{Actor: commandLine}, func(tx *db.Tx) error {
		var err error
		shop, _, err = shops.Create(tx, in)
		return err
	})
	return shop, err
}

// Shops lists all shops.
func (a *App) Shops(ctx context.Context) ([]shops.Shop, error) {
	var found []shops.Shop
	err := a.db.Read(ctx, db.Scope{Actor: commandLine}, func(tx *db.Tx) error {
		var err error
		found, err = shops.List(tx)
		return err
	})
	return found, err
}

// scopeOf finds a shop by its handle.
func (a *App) scopeOf(ctx context.Context, handle string) (db.Scope, error) {
	scope := db.Scope{Actor: commandLine}
	err := a.db.Read(ctx, scope, func(tx *db.Tx) error {
		shop, err := shops.ByHandle(tx, handle)
		scope.Shop = shop.ShopID
		return err
	})
	if errs.Is(err, errs.KindNotFound) {
		return scope, errs.NotFound("There is no shop “%s”. `coulisse shop list` shows the shops.", handle)
	}
	return scope, err
}

// CreateToken makes an API token and returns its text.
func (a *App) CreateToken(ctx context.Context, handle string, in shops.CreateTokenInput) (string, error) {
	scope, err := a.scopeOf(ctx, handle)
	if err != nil {
		return "", err
	}
	var text string
	err = a.db.Write(ctx, scope, func(tx *db.Tx) error {
		_, text, err = shops.CreateToken(tx, in)
		return err
	})
	return text, err
}

// ExportBooks writes the books of a shop.
func (a *App) ExportBooks(ctx context.Context, handle string, w io.Writer, format, from, to string) error {
	scope, err := a.scopeOf(ctx, handle)
	if err != nil {
		return err
	}
	return a.db.Read(ctx, scope, func(tx *db.Tx) error { return accounting.Export(tx, w, format, from, to) })
}

// Verify proves the data of one shop, or of all when handle is empty, and returns how
// many shops it looked at and every difference.
func (a *App) Verify(ctx context.Context, handle string) (count int, problems []string, err error) {
	scopes := []named{}
	if handle != "" {
		scope, err := a.scopeOf(ctx, handle)
		if err != nil {
			return 0, nil, err
		}
		scopes = append(scopes, named{handle, scope})
	} else if scopes, err = a.allScopes(ctx); err != nil {
		return 0, nil, err
	}
	for _, s := range scopes {
		err := a.db.Read(ctx, s.scope, func(tx *db.Tx) error {
			for _, verify := range verifiers() {
				report := func(problem string, args ...any) {
					problems = append(problems, s.handle+": "+fmt.Sprintf(problem, args...))
				}
				if err := verify(tx, report); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return count, problems, err
		}
		count++
	}
	return count, problems, nil
}

type named struct {
	handle string
	scope  db.Scope
}

func (a *App) allScopes(ctx context.Context) ([]named, error) {
	all, err := a.Shops(ctx)
	scopes := make([]named, len(all))
	for i, shop := range all {
		scopes[i] = named{shop.Handle, db.Scope{Shop: shop.ShopID, Actor: commandLine}}
	}
	return scopes, err
}

// PrintOpenAPI writes the description of the admin's JSON API, or of the storefront's.
func PrintOpenAPI(w io.Writer, storefront bool) error {
	admin, shop := apis("")
	chosen := admin
	if storefront {
		chosen = shop
	}
	description, err := chosen.OpenAPI()
	if err != nil {
		return err
	}
	_, err = w.Write(append(description, '\n'))
	return err
}

// Sentence is the error as the command line shows it: one line in plain words. There
// are no marked fields to look at, so a wrong value is named alone.
func Sentence(err error) string {
	if errors.Is(err, context.Canceled) {
		return "interrupted"
	}
	text := err.Error()
	if refused := errs.As(err); refused != nil {
		text = refused.Error()
		if len(refused.Fields) > 0 {
			text = strings.TrimPrefix(text, fmt.Sprintf(refused.Message, refused.Args...))
		}
	}
	return strings.Join(strings.Fields(text), " ")
}
