package demo

// ware is one kind of product of the sample world; each model of it is a product.
type ware struct {
	draw           thing
	sku            string
	fr, en         string // "Vase %s", "%s vase"
	textFR, textEN string
	kindFR, kindEN string
	group          string // collection: table, light, living, desk, wear, green
	price          int64
	weight         int64
	optionFR       string
	optionEN       string
	choices        []choice
	models         []model
}

// choice is one value of the option with what it adds to the price.
type choice struct {
	fr, en string
	more   int64
	weight int64
}

// model is a name and its colours: ground, main, second.
type model struct {
	name   string
	colors [3]uint32
}

var (
	sage   = [3]uint32{0xF1E9DC, 0x9AB0A2, 0x2F4A3E}
	clay   = [3]uint32{0xE9E2EC, 0xB86A4B, 0xF0E4D0}
	night  = [3]uint32{0xE4EAEE, 0x3E5C76, 0xE3B23C}
	sand   = [3]uint32{0xF3E5DF, 0xE8DCCB, 0xA65A49}
	moss   = [3]uint32{0xEFEFE6, 0x6F7F4F, 0xE9DFC4}
	rose   = [3]uint32{0xEEF0EC, 0xD8A39D, 0x7B3F4A}
	slate  = [3]uint32{0xF4ECE0, 0x59636B, 0xD9C7A3}
	honey  = [3]uint32{0xE7EDF0, 0xD9A441, 0x4A3B2A}
	timber = [3]uint32{0xEDEAE4, 0xC89B6A, 0xA87848}
	oaken  = [3]uint32{0xE6ECE8, 0xDDB88A, 0xC39A6B}
	walnut = [3]uint32{0xF2EBE4, 0x8A5A3C, 0x6E4530}
)

func sizes(fr, en []string, more, weight int64) []choice {
	out := make([]choice, len(fr))
	for i := range fr {
		out[i] = choice{fr[i], en[i], more * int64(i), weight * int64(i)}
	}
	return out
}

var letters = []string{"S", "M", "L", "XL"}

// wares is what the sample shops sell: 24 kinds, 72 products.
func wares() []ware {
	return append(append(tableWares(), livingWares()...), smallWares()...)
}

func tableWares() []ware {
	return []ware{
		{draw: mug, sku: "MUG", fr: "Mug %s", en: "%s mug", group: "table", kindFR: "Mugs", kindEN: "Mugs", price: 1800, weight: 380,
			textFR:   "Un mug en grès tourné à la main, à l'anse généreuse. Il garde le café chaud et passe au lave-vaisselle.",
			textEN:   "A hand-thrown stoneware mug with a generous handle. It keeps coffee warm and goes in the dishwasher.",
			optionFR: "Lot", optionEN: "Set", choices: []choice{{"À l'unité", "Single", 0, 0}, {"Lot de 4", "Set of 4", 4900, 1140}},
			models: []model{{"Brume", sage}, {"Argile", clay}, {"Minuit", night}}},
		{draw: bowl, sku: "BOL", fr: "Saladier %s", en: "%s serving bowl", group: "table", kindFR: "Plats", kindEN: "Serveware", price: 4200, weight: 1250,
			textFR: "Un grand saladier évasé, émaillé dedans comme dehors. Pour les grandes tablées et les fruits de saison.",
			textEN: "A wide serving bowl, glazed inside and out. For long tables and seasonal fruit.",
			models: []model{{"Olivette", moss}, {"Terracotta", clay}, {"Rosée", rose}}},
		{draw: plate, sku: "ASS", fr: "Assiette %s", en: "%s plate", group: "table", kindFR: "Assiettes", kindEN: "Plates", price: 1600, weight: 520,
			textFR:   "Une assiette en grès au bord souligné d'un filet peint. Chaque pièce est légèrement différente.",
			textEN:   "A stoneware plate, its rim drawn with a painted line. Every piece is slightly different.",
			optionFR: "Diamètre", optionEN: "Diameter", choices: sizes([]string{"22 cm", "27 cm"}, []string{"22 cm", "27 cm"}, 500, 210),
			models: []model{{"Filet", sand}, {"Lagune", night}, {"Sauge", sage}}},
		{draw: jug, sku: "CAR", fr: "Carafe %s", en: "%s jug", group: "table", kindFR: "Carafes", kindEN: "Jugs", price: 3900, weight: 980,
			textFR: "Une carafe ventrue au bec précis : elle ne goutte pas. Un litre, pour l'eau ou pour un bouquet.",
			textEN: "A full-bellied jug with a precise lip: it does not drip. One litre, for water or a bouquet.",
			models: []model{{"Fontaine", clay}, {"Marine", night}, {"Miel", honey}}},
		{draw: teapot, sku: "THE", fr: "Théière %s", en: "%s teapot", group: "table", kindFR: "Théières", kindEN: "Teapots", price: 5400, weight: 1100,
			textFR: "Une théière ronde pour quatre tasses, avec un filtre en inox et une anse qui reste froide.",
			textEN: "A round teapot for four cups, with a steel strainer and a handle that stays cool.",
			models: []model{{"Lune", sand}, {"Forêt", moss}, {"Ardoise", slate}}},
		{draw: board, sku: "PLA", fr: "Planche %s", en: "%s chopping board", group: "table", kindFR: "Planches", kindEN: "Boards", price: 3400, weight: 1400,
			textFR:   "Une planche en bois massif huilé, assez épaisse pour durer et percée pour se pendre au mur.",
			textEN:   "A board of solid oiled wood, thick enough to last, with a hole to hang it by.",
			optionFR: "Taille", optionEN: "Size", choices: sizes([]string{"Moyenne", "Grande"}, []string{"Medium", "Large"}, 1400, 700),
			models: []model{{"Chêne", oaken}, {"Noyer", walnut}, {"Hêtre", timber}}},
		{draw: bottle, sku: "GOU", fr: "Gourde %s", en: "%s bottle", group: "table", kindFR: "Gourdes", kindEN: "Bottles", price: 2900, weight: 320,
			textFR:   "Une gourde isotherme en inox : douze heures au chaud, vingt-quatre au frais, aucune fuite dans le sac.",
			textEN:   "An insulated steel bottle: twelve hours hot, twenty-four cold, no leaks in the bag.",
			optionFR: "Contenance", optionEN: "Volume", choices: sizes([]string{"500 ml", "750 ml"}, []string{"500 ml", "750 ml"}, 600, 90),
			models: []model{{"Sentier", moss}, {"Horizon", night}, {"Dune", sand}}},
	}
}

func livingWares() []ware {
	return []ware{
		{draw: vase, sku: "VAS", fr: "Vase %s", en: "%s vase", group: "living", kindFR: "Vases", kindEN: "Vases", price: 4600, weight: 1350,
			textFR: "Un vase aux épaules rondes, tourné puis émaillé à la main. Beau plein, beau vide.",
			textEN: "A round-shouldered vase, thrown and glazed by hand. Beautiful full, beautiful empty.",
			models: []model{{"Ondine", sage}, {"Amphore", clay}, {"Camille", rose}}},
		{draw: bottleVase, sku: "SOL", fr: "Soliflore %s", en: "%s bud vase", group: "living", kindFR: "Vases", kindEN: "Vases", price: 2600, weight: 540,
			textFR: "Un soliflore au col étroit pour trois branches cueillies en chemin.",
			textEN: "A narrow-necked bud vase for three stems picked along the way.",
			models: []model{{"Rivage", night}, {"Safran", honey}, {"Écorce", clay}}},
		{draw: candle, sku: "BOU", fr: "Bougie %s", en: "%s candle", group: "living", kindFR: "Bougies", kindEN: "Candles", price: 2400, weight: 420,
			textFR:   "Une bougie de cire végétale coulée en petite série. Cinquante heures, mèche en coton, pot à réutiliser.",
			textEN:   "A plant-wax candle poured in small batches. Fifty hours, a cotton wick and a jar to keep.",
			optionFR: "Parfum", optionEN: "Scent", choices: []choice{{"Figuier", "Fig tree", 0, 0}, {"Cèdre", "Cedar", 0, 0}, {"Fleur d'oranger", "Orange blossom", 0, 0}},
			models: []model{{"Veillée", night}, {"Clairière", sage}, {"Aurore", rose}}},
		{draw: lamp, sku: "LAM", fr: "Lampe %s", en: "%s table lamp", group: "light", kindFR: "Lampes", kindEN: "Lamps", price: 8900, weight: 1900,
			textFR: "Une lampe de table au pied tourné et à l'abat-jour en lin. Une lumière douce, un variateur sur le fil.",
			textEN: "A table lamp with a turned foot and a linen shade. Soft light, a dimmer on the cord.",
			models: []model{{"Alma", sand}, {"Gaspard", sage}, {"Colette", rose}}},
		{draw: pendant, sku: "SUS", fr: "Suspension %s", en: "%s pendant light", group: "light", kindFR: "Suspensions", kindEN: "Pendants", price: 11900, weight: 1600,
			textFR:   "Une suspension en métal laqué au-dessus de la table. Câble textile de deux mètres, douille laiton.",
			textEN:   "A lacquered metal pendant for above the table. Two metres of fabric cord, brass fitting.",
			optionFR: "Diamètre", optionEN: "Diameter", choices: sizes([]string{"35 cm", "50 cm"}, []string{"35 cm", "50 cm"}, 4000, 700),
			models: []model{{"Atelier", slate}, {"Bocage", moss}, {"Solène", honey}}},
		{draw: stool, sku: "TAB", fr: "Tabouret %s", en: "%s stool", group: "living", kindFR: "Tabourets", kindEN: "Stools", price: 12900, weight: 4200,
			textFR:   "Un tabouret en bois massif, assemblé sans vis. Il sert d'assise, de chevet, de marchepied.",
			textEN:   "A solid wood stool joined without a screw. A seat, a bedside table, a step.",
			optionFR: "Hauteur", optionEN: "Height", choices: sizes([]string{"45 cm", "65 cm"}, []string{"45 cm", "65 cm"}, 2500, 900),
			models: []model{{"Émile", oaken}, {"Ferme", clay}, {"Nuit", night}}},
		{draw: cushion, sku: "COU", fr: "Coussin %s", en: "%s cushion", group: "living", kindFR: "Coussins", kindEN: "Cushions", price: 3900, weight: 650,
			textFR:   "Un coussin en coton épais, tissé en biais, avec son rembourrage de plumes recyclées.",
			textEN:   "A thick cotton cushion woven on the bias, filled with recycled feathers.",
			optionFR: "Taille", optionEN: "Size", choices: sizes([]string{"40 × 40", "50 × 50", "60 × 60"}, []string{"40 × 40", "50 × 50", "60 × 60"}, 900, 200),
			models: []model{{"Diagonale", night}, {"Verger", moss}, {"Pétale", rose}}},
		{draw: throwBlanket, sku: "PLD", fr: "Plaid %s", en: "%s throw", group: "living", kindFR: "Plaids", kindEN: "Throws", price: 7900, weight: 1100,
			textFR:   "Un plaid de laine et coton aux larges rayures, tissé dans les Vosges. Il se lave à la main.",
			textEN:   "A wool and cotton throw in broad stripes, woven in the Vosges. Wash by hand.",
			optionFR: "Taille", optionEN: "Size", choices: sizes([]string{"130 × 170", "180 × 220"}, []string{"130 × 170", "180 × 220"}, 4000, 700),
			models: []model{{"Refuge", sand}, {"Lande", moss}, {"Estran", slate}}},
		{draw: clock, sku: "HOR", fr: "Horloge %s", en: "%s clock", group: "living", kindFR: "Horloges", kindEN: "Clocks", price: 6900, weight: 1250,
			textFR: "Une horloge murale silencieuse, au cadran clair et aux aiguilles fines. Mouvement à quartz, une pile AA.",
			textEN: "A silent wall clock with a clear face and slender hands. Quartz movement, one AA cell.",
			models: []model{{"Midi", sand}, {"Station", slate}, {"Lagon", sage}}},
		{draw: mirror, sku: "MIR", fr: "Miroir %s", en: "%s mirror", group: "living", kindFR: "Miroirs", kindEN: "Mirrors", price: 9900, weight: 3800,
			textFR: "Un miroir ovale au cadre bombé, à poser ou à suspendre. Fixations fournies.",
			textEN: "An oval mirror in a rounded frame, to stand or to hang. Fixings included.",
			models: []model{{"Ovale", honey}, {"Écume", sage}, {"Nocturne", night}}},
		{draw: shelf, sku: "ETA", fr: "Étagère %s", en: "%s shelf", group: "living", kindFR: "Étagères", kindEN: "Shelves", price: 8400, weight: 5200,
			textFR: "Deux tablettes en bois massif et leurs équerres en laiton, pour les livres qu'on aime voir.",
			textEN: "Two solid wood shelves with brass brackets, for the books one likes to see.",
			models: []model{{"Lecture", oaken}, {"Cabinet", walnut}, {"Galerie", timber}}},
	}
}

func smallWares() []ware {
	return []ware{
		{draw: notebook, sku: "CAH", fr: "Carnet %s", en: "%s notebook", group: "desk", kindFR: "Carnets", kindEN: "Notebooks", price: 1400, weight: 260,
			textFR:   "Un carnet cousu de 160 pages, papier ivoire de 90 g, qui s'ouvre à plat.",
			textEN:   "A sewn notebook of 160 pages, 90 g ivory paper, that opens flat.",
			optionFR: "Pages", optionEN: "Pages", choices: []choice{{"Lignées", "Ruled", 0, 0}, {"Pointillées", "Dotted", 0, 0}, {"Blanches", "Plain", 0, 0}},
			models: []model{{"Escale", clay}, {"Cobalt", night}, {"Lichen", moss}}},
		{draw: pen, sku: "STY", fr: "Stylo %s", en: "%s pen", group: "desk", kindFR: "Stylos", kindEN: "Pens", price: 3200, weight: 45,
			textFR: "Un stylo laqué à pointe laiton, équilibré, rechargeable pour longtemps.",
			textEN: "A lacquered pen with a brass tip, well balanced, refillable for years.",
			models: []model{{"Plume", night}, {"Carmin", rose}, {"Vert-de-gris", sage}}},
		{draw: tote, sku: "CAB", fr: "Cabas %s", en: "%s tote", group: "wear", kindFR: "Sacs", kindEN: "Bags", price: 2900, weight: 310,
			textFR: "Un cabas de toile épaisse, sérigraphié à la main, avec une poche intérieure pour les clés.",
			textEN: "A heavy canvas tote, screen-printed by hand, with an inside pocket for keys.",
			models: []model{{"Marché", sage}, {"Soleil", honey}, {"Plage", sand}}},
		{draw: shirt, sku: "TEE", fr: "T-shirt %s", en: "%s T-shirt", group: "wear", kindFR: "T-shirts", kindEN: "T-shirts", price: 3500, weight: 190,
			textFR:   "Un t-shirt en coton biologique, coupe droite, poche poitrine. Lavé une fois avant de vous parvenir.",
			textEN:   "An organic cotton T-shirt, straight cut, with a chest pocket. Washed once before it reaches you.",
			optionFR: "Taille", optionEN: "Size", choices: sizes(letters, letters, 0, 15),
			models: []model{{"Dimanche", sand}, {"Canal", night}, {"Prairie", sage}}},
		{draw: planter, sku: "POT", fr: "Cache-pot %s", en: "%s planter", group: "green", kindFR: "Pots", kindEN: "Planters", price: 2700, weight: 1500,
			textFR:   "Un cache-pot en terre cuite bordé d'un liseré clair. La plante n'est pas comprise, la soucoupe oui.",
			textEN:   "A terracotta planter with a pale band. The plant is not included; the saucer is.",
			optionFR: "Taille", optionEN: "Size", choices: sizes([]string{"Petit", "Moyen", "Grand"}, []string{"Small", "Medium", "Large"}, 1200, 900),
			models: []model{{"Patio", clay}, {"Serre", slate}, {"Balcon", honey}}},
		{draw: basket, sku: "PAN", fr: "Panier %s", en: "%s basket", group: "green", kindFR: "Paniers", kindEN: "Baskets", price: 4400, weight: 900,
			textFR: "Un panier tressé à deux anses, souple et solide, pour le linge, le bois ou les jouets.",
			textEN: "A woven basket with two handles, supple and strong, for laundry, logs or toys.",
			models: []model{{"Halle", timber}, {"Grange", oaken}, {"Quai", slate}}},
	}
}
