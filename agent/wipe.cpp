#include "agent/wipe.h"

#include <openssl/crypto.h>

namespace segaudit::agent {

void wipe(std::string& text) {
  text.resize(text.capacity());  // what a shorter text left behind it
  OPENSSL_cleanse(text.data(), text.size());
  text.clear();
}

}  // namespace segaudit::agent
