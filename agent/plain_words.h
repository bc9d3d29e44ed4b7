#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace segaudit::agent {

// What a foreign message may say in an error text or a log line: its plain words. Messages repeat what was sent or
// stored ("invalid value 'hunter2'"), so everything that could be a value becomes "...": what stands in quotes or
// brackets, or behind a colon or an equals sign without a space, numbers of more than three digits, and what does not
// look like a word (digits or capitals inside, signs, more than 20 letters). At most `longest` bytes.
std::string plain_words(std::string_view message, std::size_t longest);

// A name (of a field, a type) as it is: letters, '_', '-', '+', and steps of a path ("settings.apiKey",
// "labels[0].key"); empty when it is anything else, or longer.
std::string plain_name(std::string_view name, std::size_t longest);

}  // namespace segaudit::agent
