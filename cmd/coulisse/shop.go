package main

import (
	"bufio"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/coulisse/coulisse/app"
	"github.com/coulisse/coulisse/shops"
)

type shopCommand struct {
	Create shopCreate `cmd:"" help:"Create a shop and print its handle."`
	List   shopList   `cmd:"" help:"List all shops."`
}

type shopCreate struct {
	storage
	Name          string `required:"" help:"Name of the shop." placeholder:"N"`
	Email         string `required:"" help:"E-mail of its owner." placeholder:"E"`
	Country       string `default:"FR" help:"Country of the seller, ISO 3166." placeholder:"FR"`
	Currency      string `help:"Currency; the country's own without it." placeholder:"EUR"`
	Handle        string `help:"Label of its address; made from the name without it." placeholder:"H"`
	PasswordStdin bool   `help:"Read the owner's password from standard input."`
}

// Run creates the shop.
func (s shopCreate) Run(c *console) error {
	password := ""
	if s.PasswordStdin {
		line, err := bufio.NewReader(c.in).ReadString('\n')
		if err != nil && line == "" {
			return usageError{fmt.Errorf("no password came on standard input")}
		}
		password = strings.TrimRight(line, "\r\n")
	}
	return s.open(c, func(a *app.App) error {
		shop, err := a.CreateShop(c.ctx, shops.CreateInput{Name: s.Name, Email: s.Email, Country: s.Country, Currency: s.Currency,
			Handle: s.Handle, Password: password, Plan: shops.PlanOwn})
		if err == nil {
			fmt.Fprintln(c.out, shop.Handle)
		}
		return err
	})
}

type shopList struct{ storage }

// Run lists the shops.
func (s shopList) Run(c *console) error {
	return s.open(c, func(a *app.App) error {
		found, err := a.Shops(c.ctx)
		if err != nil {
			return err
		}
		table := tabwriter.NewWriter(c.out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(table, "HANDLE\tNAME\tCOUNTRY\tCURRENCY\tPLAN")
		for _, shop := range found {
			fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", shop.Handle, shop.Name, shop.Country, shop.Currency, shop.Plan)
		}
		return table.Flush()
	})
}

type tokenCommand struct {
	Create tokenCreate `cmd:"" help:"Create an API token and print it; it is shown this once."`
}

type tokenCreate struct {
	storage
	Shop   string `required:"" help:"Handle of the shop." placeholder:"H"`
	Name   string `default:"command line" help:"What the token is for."`
	Scopes string `default:"all" help:"all, or permissions by commas: orders.view,catalog.edit."`
}

// Run creates the token.
func (t tokenCreate) Run(c *console) error {
	return t.open(c, func(a *app.App) error {
		text, err := a.CreateToken(c.ctx, t.Shop, shops.CreateTokenInput{Name: t.Name, Scopes: strings.Split(t.Scopes, ",")})
		if err == nil {
			fmt.Fprintln(c.out, text)
		}
		return err
	})
}

// open opens the installation for one command.
func (s storage) open(c *console, fn func(a *app.App) error) error {
	a, err := app.Open(c.ctx, s.options())
	if err != nil {
		return err
	}
	defer a.Close()
	return fn(a)
}
