package testpay

import "strings"

// words are the sentences of the page; an outside system brings its own.
type words struct {
	Title, Test, Order, Number, Expiry, Code, Pay, Cancel, Cards, Hint          string
	Confirm, ConfirmHint, Approve, Processing, ProcessingHint, Over, Back, Gone string
	WrongNumber, WrongExpiry, WrongCode, Declined, Insufficient, Unknown        string
	Success, Auth, Slow, Late                                                   string
}

func wordsOf(locale string) words {
	if strings.HasPrefix(locale, "fr") {
		return words{
			Title: "Paiement par carte", Test: "Mode test : aucun argent n’est débité.", Order: "Commande", Number: "Numéro de carte", Expiry: "Expiration", Code: "Cryptogramme", Pay: "Payer", Cancel: "Annuler et revenir à la boutique",
			Cards: "Cartes de test", Hint: "N’importe quelle date à venir, n’importe quels trois chiffres.",
			Confirm: "Votre banque demande une confirmation", ConfirmHint: "Dans la vraie vie, votre banque vous demanderait ici un code ou votre empreinte.", Approve: "Confirmer le paiement",
			Processing: "Votre paiement est en cours", ProcessingHint: "La banque répondra dans quelques instants. Vous pouvez revenir à la boutique, elle sera prévenue.", Over: "Ce paiement est terminé", Back: "Revenir à la boutique", Gone: "Ce paiement n’existe pas.",
			WrongNumber: "Ce numéro de carte n’est pas complet : il faut 16 chiffres.", WrongExpiry: "Indiquez une date d’expiration à venir, comme 12/30.", WrongCode: "Le cryptogramme a trois ou quatre chiffres.",
			Declined: "Votre banque a refusé cette carte. Essayez-en une autre.", Insufficient: "Le compte n’est pas assez approvisionné. Essayez une autre carte.", Unknown: "Ceci est un test : utilisez l’une des cartes ci-dessous. N’entrez jamais une vraie carte.",
			Success: "paiement accepté", Auth: "confirmation demandée", Slow: "accepté, mais le prochain appel reste sans réponse", Late: "accepté plus tard, par webhook",
		}
	}
	return words{
		Title: "Card payment", Test: "Test mode: no money is taken.", Order: "Order", Number: "Card number", Expiry: "Expiry", Code: "Security code", Pay: "Pay", Cancel: "Cancel and return to the shop",
		Cards: "Test cards", Hint: "Any date to come, any three digits.",
		Confirm: "Your bank asks for a confirmation", ConfirmHint: "In real life your bank would ask for a code or your fingerprint here.", Approve: "Confirm the payment",
		Processing: "Your payment is on its way", ProcessingHint: "The bank will answer in a few moments. You can return to the shop, it will be told.", Over: "This payment is finished", Back: "Return to the shop", Gone: "This payment does not exist.",
		WrongNumber: "This card number is not complete: it needs 16 digits.", WrongExpiry: "Give an expiry date to come, like 12/30.", WrongCode: "The security code has three or four digits.",
		Declined: "Your bank declined this card. Try another one.", Insufficient: "The account does not hold enough money. Try another card.", Unknown: "This is a test: use one of the cards below. Never type a real card.",
		Success: "payment succeeds", Auth: "asks for a confirmation", Slow: "succeeds, but the next call stays without answer", Late: "succeeds later, by webhook",
	}
}

func (w words) cards() []card {
	return []card{
		{"4242 4242 4242 4242", w.Success},
		{"4000 0027 6000 3184", w.Auth},
		{"4000 0000 0000 0002", w.Declined},
		{"4000 0000 0000 9995", w.Insufficient},
		{"4000 0000 0000 5126", w.Late},
		{"4000 0000 0000 0119", w.Slow},
	}
}
