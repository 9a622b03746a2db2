package taxes

// Mention is the sentence an invoice carries when no tax was charged for the reason
// given, in the language of the document; home is the seller's country. It is empty
// when no mention is due. A shop's own wording for the exemption of small businesses
// (Setting.Mention) goes first, and is the caller's to put.
func Mention(reason, home, locale string) string {
	switch reason {
	case ReasonFranchise:
		return franchiseMention(home, locale)
	case ReasonIntraEU:
		return intraMention(home, locale)
	case ReasonExport:
		return exportMention(home, locale)
	case ReasonExempt:
		return pick(locale, "Exempt from VAT.", "Exonéré de TVA.", "Steuerfrei.")
	case ReasonOutsideScope:
		return pick(locale, "Not subject to VAT.", "Non soumis à la TVA.", "Nicht umsatzsteuerbar.")
	}
	return ""
}

// franchiseMention is worded by the law of the seller's country, whatever the
// language of the buyer: FR art. 293 E CGI, DE § 34a UStDV, AT § 6 (1) 27 UStG.
func franchiseMention(home, locale string) string {
	switch home {
	case "FR", "MC", "GP", "MQ", "RE":
		return "TVA non applicable, article 293 B du CGI."
	case "DE":
		return "Kein Ausweis von Umsatzsteuer, da Kleinunternehmer gemäß § 19 UStG."
	case "AT":
		return "Umsatzsteuerfrei aufgrund der Kleinunternehmerregelung gemäß § 6 Abs. 1 Z 27 UStG."
	case "BE":
		return pick(locale, "Small enterprise subject to the exemption scheme; VAT not applicable.",
			"Petite entreprise soumise au régime de la franchise de taxe. TVA non applicable.", "Kleinunternehmen, der Steuerbefreiungsregelung unterliegend. MwSt. nicht anwendbar.")
	}
	return pick(locale, "VAT not charged: the seller is not registered for VAT.",
		"TVA non facturée : le vendeur n’est pas assujetti à la TVA.", "Keine Umsatzsteuer: Der Verkäufer ist nicht umsatzsteuerpflichtig.")
}

func intraMention(home, locale string) string {
	law := ""
	switch home {
	case "FR":
		law = pick(locale, ", article 262 ter I of the French tax code", ", article 262 ter I du CGI", ", Art. 262 ter I CGI")
	case "DE":
		law = ", § 4 Nr. 1 b, § 6a UStG"
	}
	return pick(locale, "Intra-Community supply exempt from VAT, article 138 of directive 2006/112/EC",
		"Livraison intracommunautaire exonérée de TVA, article 138 de la directive 2006/112/CE",
		"Steuerfreie innergemeinschaftliche Lieferung, Artikel 138 der Richtlinie 2006/112/EG") + law + "."
}

func exportMention(home, locale string) string {
	switch {
	case home == "FR":
		return pick(locale, "Export exempt from VAT, article 262 I of the French tax code.", "Exportation exonérée de TVA, article 262 I du CGI.", "Steuerfreie Ausfuhrlieferung, Art. 262 I CGI.")
	case home == "DE":
		return pick(locale, "Export exempt from VAT, § 4 Nr. 1 a, § 6 UStG.", "Exportation exonérée de TVA, § 4 Nr. 1 a, § 6 UStG.", "Steuerfreie Ausfuhrlieferung gemäß § 4 Nr. 1 a, § 6 UStG.")
	case InUnion(home):
		return pick(locale, "Export exempt from VAT, article 146 of directive 2006/112/EC.", "Exportation exonérée de TVA, article 146 de la directive 2006/112/CE.", "Steuerfreie Ausfuhrlieferung, Artikel 146 der Richtlinie 2006/112/EG.")
	}
	return pick(locale, "Export, no VAT charged.", "Exportation, sans TVA.", "Ausfuhr, ohne Umsatzsteuer.")
}

func pick(locale, english, french, german string) string {
	switch {
	case len(locale) >= 2 && locale[:2] == "fr":
		return french
	case len(locale) >= 2 && locale[:2] == "de":
		return german
	}
	return english
}
