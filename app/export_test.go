package app

// Languages are the translations the program loads, for the test of words.
var Languages = languages

// Lists are the lists of the admin, for the test of their plans.
var Lists = lists
