package shops

import "strings"

// Roles shipped with the program.
const (
	RoleOwner      = "owner"
	RoleManager    = "manager"
	RoleCatalogue  = "catalogue"
	RoleOrderDesk  = "order_desk"
	RoleWarehouse  = "warehouse"
	RoleMarketing  = "marketing"
	RoleEditor     = "editor"
	RoleAccountant = "accountant"
	RoleDeveloper  = "developer"
)

// Roles lists the roles in the order they are offered.
func Roles() []string {
	return []string{RoleOwner, RoleManager, RoleCatalogue, RoleOrderDesk, RoleWarehouse,
		RoleMarketing, RoleEditor, RoleAccountant, RoleDeveloper}
}

// Permissions lists all permissions; scopes of API tokens are the same words. The history
// has one of its own, because it shows what was changed of everything, customers too.
func Permissions() []string {
	return []string{
		"catalog.view", "catalog.edit", "stock.view", "stock.edit",
		"orders.view", "orders.edit", "orders.refund", "customers.view", "customers.edit",
		"content.view", "content.edit", "settings.view", "settings.edit", "history.view", "lists.share", "staff.edit",
		"taxes.view", "taxes.edit", "delivery.view", "delivery.edit", "payments.view", "payments.edit",
		"invoices.view", "books.view", "books.edit", "books.export", "developer.edit",
	}
}

// PermissionsOf lists what a role may do; an unknown role nothing. The owner may do all,
// the manager all but what an owner keeps: staff and developer access.
func PermissionsOf(role string) []string {
	switch role {
	case RoleOwner:
		return Permissions()
	case RoleManager:
		return without(Permissions(), "staff.edit", "developer.edit")
	}
	return strings.Fields(granted[role])
}

// Can says whether a role has a permission.
func Can(role, permission string) bool {
	for _, p := range PermissionsOf(role) {
		if p == permission {
			return true
		}
	}
	return false
}

var granted = map[string]string{
	RoleCatalogue: "catalog.view catalog.edit stock.view content.view settings.view",
	RoleOrderDesk: "orders.view orders.edit orders.refund customers.view customers.edit catalog.view stock.view " +
		"invoices.view delivery.view payments.view",
	RoleWarehouse:  "orders.view orders.edit catalog.view stock.view stock.edit delivery.view",
	RoleMarketing:  "catalog.view customers.view orders.view content.view content.edit",
	RoleEditor:     "content.view content.edit catalog.view",
	RoleAccountant: "orders.view customers.view invoices.view books.view books.export taxes.view payments.view catalog.view stock.view settings.view history.view delivery.view",
	RoleDeveloper: "catalog.view stock.view orders.view customers.view content.view content.edit settings.view " +
		"developer.edit taxes.view delivery.view payments.view",
}

func knownRole(role string) bool { return len(PermissionsOf(role)) > 0 }

func without(all []string, less ...string) []string {
	kept := make([]string, 0, len(all))
	for _, p := range all {
		if !strings.Contains(" "+strings.Join(less, " ")+" ", " "+p+" ") {
			kept = append(kept, p)
		}
	}
	return kept
}
