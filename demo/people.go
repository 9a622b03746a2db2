package demo

import "github.com/coulisse/coulisse/customers"

// person is a buyer of the sample world. All are invented.
type person struct {
	email, language string
	address         customers.Address
}

// people live in ten countries; those of the shop's own country buy more often.
func people() []person {
	at := func(language, email, name, line, postal, city, country string) person {
		return person{email: email, language: language, address: customers.Address{Name: name, Line1: line, PostalCode: postal, City: city, Country: country}}
	}
	all := []person{
		at("fr", "lea.marchand@example.com", "Léa Marchand", "12 rue Oberkampf", "75011", "Paris", "FR"),
		at("fr", "hugo.besson@example.com", "Hugo Besson", "4 quai de la Fosse", "44000", "Nantes", "FR"),
		at("fr", "ines.caron@example.com", "Inès Caron", "27 rue de la Monnaie", "59800", "Lille", "FR"),
		at("fr", "paul.girard@example.com", "Paul Girard", "8 cours Julien", "13006", "Marseille", "FR"),
		at("fr", "manon.leroux@example.com", "Manon Leroux", "31 rue Sainte-Catherine", "33000", "Bordeaux", "FR"),
		at("fr", "theo.vasseur@example.com", "Théo Vasseur", "5 place Gutenberg", "67000", "Strasbourg", "FR"),
		at("fr", "zoe.pruvost@example.com", "Zoé Pruvost", "19 rue du Taur", "31000", "Toulouse", "FR"),
		at("fr", "samir.haddad@example.com", "Samir Haddad", "2 rue Victor-Hugo", "69002", "Lyon", "FR"),
		at("fr", "clara.noel@example.com", "Clara Noël", "44 rue Le Bastard", "35000", "Rennes", "FR"),
		at("fr", "jules.perrin@example.com", "Jules Perrin", "9 rue de la République", "38000", "Grenoble", "FR"),
		at("en", "jonas.weber@example.com", "Jonas Weber", "Kastanienallee 21", "10435", "Berlin", "DE"),
		at("en", "mia.schulz@example.com", "Mia Schulz", "Lange Straße 7", "22765", "Hamburg", "DE"),
		at("en", "felix.brandt@example.com", "Felix Brandt", "Türkenstraße 60", "80799", "München", "DE"),
		at("fr", "nina.dubois@example.com", "Nina Dubois", "Rue Haute 88", "1000", "Bruxelles", "BE"),
		at("en", "lotte.peeters@example.com", "Lotte Peeters", "Meir 15", "2000", "Antwerpen", "BE"),
		at("en", "marta.ruiz@example.com", "Marta Ruiz", "Calle de Fuencarral 45", "28004", "Madrid", "ES"),
		at("en", "pau.serra@example.com", "Pau Serra", "Carrer de Verdi 12", "08012", "Barcelona", "ES"),
		at("en", "giulia.conti@example.com", "Giulia Conti", "Via Tortona 31", "20144", "Milano", "IT"),
		at("en", "daan.devries@example.com", "Daan de Vries", "Prinsengracht 112", "1015 EA", "Amsterdam", "NL"),
		at("en", "emma.clarke@example.com", "Emma Clarke", "14 Redchurch Street", "E2 7DD", "London", "GB"),
		at("en", "oliver.hughes@example.com", "Oliver Hughes", "7 Broughton Street", "EH1 3RZ", "Edinburgh", "GB"),
		at("fr", "anouk.favre@example.com", "Anouk Favre", "Rue de Bourg 9", "1003", "Lausanne", "CH"),
		at("en", "sofia.almeida@example.com", "Sofia Almeida", "Rua da Boavista 70", "1200-068", "Lisboa", "PT"),
		at("en", "lukas.gruber@example.com", "Lukas Gruber", "Neubaugasse 18", "1070", "Wien", "AT"),
	}
	// Two businesses: one abroad with a VAT number, which reverses the charge.
	studio := at("en", "office@studio-nord.example", "Katrin Möller", "Speicherstraße 3", "20457", "Hamburg", "DE")
	studio.address.Company, studio.address.VATNumber = "Studio Nord GmbH", "DE136695976"
	hotel := at("fr", "achats@hotel-des-quais.example", "Bruno Masson", "3 quai Rambaud", "69002", "Lyon", "FR")
	hotel.address.Company = "Hôtel des Quais"
	return append(all, studio, hotel)
}
