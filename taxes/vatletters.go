package taxes

import "strings"

// The checks of the numbers that carry letters inside.

// checkES: DNI and NIE of persons, K L M for special persons, the rest companies.
func checkES(number string) bool {
	const table = "TRWAGMYFPDXBNJZSQVHLCKE"
	end := number[8]
	switch first := number[0]; {
	case first >= '0' && first <= '9':
		return end == table[numeric(number[:8])%23]
	case first == 'X' || first == 'Y' || first == 'Z':
		return end == table[(int(first-'X')*10_000_000+numeric(number[1:8]))%23]
	case strings.IndexByte("KLM", first) >= 0:
		return end == table[numeric(number[1:8])%23]
	case strings.IndexByte("ABCDEFGHJNPQRSUVW", first) >= 0:
		return companyES(first, number[1:8], end)
	}
	return false
}

// companyES: the check is a digit for A B E H, a letter for N P Q R S W, either for the rest.
func companyES(first byte, digits string, end byte) bool {
	sum := 0
	for i := range 7 {
		d := digit(digits, i)
		if i%2 == 0 {
			d = d*2/10 + d*2%10
		}
		sum += d
	}
	check := (10 - sum%10) % 10
	asDigit, asLetter := end == byte('0'+check), end == "JABCDEFGHI"[check]
	switch {
	case strings.IndexByte("ABEH", first) >= 0:
		return asDigit
	case strings.IndexByte("NPQRSW", first) >= 0:
		return asLetter
	}
	return asDigit || asLetter
}

// checkIE: seven digits and one or two letters, or the old form with a letter, + or *
// in the second place.
func checkIE(number string) bool {
	digits, end, second := number[:7], number[7], 0
	if !isDigits(digits) {
		digits = "0" + number[2:7] + number[:1]
	} else if len(number) == 9 {
		second = int(number[8]-'A') + 1
	}
	sum := weighted(digits, 8, 7, 6, 5, 4, 3, 2) + 9*second
	return end == "WABCDEFGHIJKLMNOPQRSTUV"[sum%23]
}

// checkNL: numbers of companies keep the BSN check; since 2020 sole traders have one
// over the whole text, ISO 7064 mod 97,10 with letters as 10 to 35.
func checkNL(number string) bool {
	if number[10:] == "00" {
		return false
	}
	if (weighted(number, 9, 8, 7, 6, 5, 4, 3, 2)-last(number[:9]))%11 == 0 && numeric(number[:9]) > 0 {
		return true
	}
	rest := 0
	for _, r := range "NL" + number {
		if r >= 'A' {
			rest = (rest*100 + int(r-'A') + 10) % 97
		} else {
			rest = (rest*10 + int(r-'0')) % 97
		}
	}
	return rest == 1
}
