package app

// Languages are the translations the program loads, for the test of words.
var Languages = languages
