#pragma once

#include <string_view>

namespace segaudit::agent {

// Whether a value stands for one that is to be put in: "your-api-key", "xxxxxxxx", "AKIA…EXAMPLE", "12345678". Pure.
bool is_placeholder(std::string_view value);

// Whether it is a word for a credential rather than one: "password", "token". Pure.
bool is_credential_word(std::string_view value);

// Whether it is made of words (also joined in camelCase or with _ - .) rather than drawn at random. Pure.
bool reads_like_words(std::string_view value);

// What a literal of this value, given to something of this name, seems to be: "Segment write key", "password",
// "secret". Empty: nothing of that kind. `name` is the text in front of the literal. Pure.
std::string_view secret_called(std::string_view name, std::string_view value);

}  // namespace segaudit::agent
