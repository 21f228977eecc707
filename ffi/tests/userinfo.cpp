// SPDX-License-Identifier: MIT OR Apache-2.0
//
// Opens a sealed user-info and prints its claims.
//
//   userinfo JWE KEY BANK_CERT [AUDIENCE]
//
// JWE is the text that the bank sent, KEY the recipient's private key (PKCS#8, PEM or DER), BANK_CERT the bank's
// certificate, whose key must have signed. A refusal is one line, `E312: ...`, with a number of docs/errors.md.
//
//   c++ -std=c++17 userinfo.cpp $(pkg-config --cflags --libs gostseal) -o userinfo

#include <gostseal.hpp>

#include <ctime>
#include <exception>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>
#include <string>

static std::string read_file(const std::string &name) {
  std::ifstream file(name, std::ios::binary);
  std::string octets((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (!file) {
    throw std::runtime_error(name + ": cannot be read");
  }
  return octets;
}

int main(int argc, char **argv) {
  if (argc != 4 && argc != 5) {
    std::cerr << "usage: userinfo JWE KEY BANK_CERT [AUDIENCE]\n";
    return 2;
  }
  try {
    // A text file ends with a line feed, which is not the token's.
    std::string jwe = read_file(argv[1]);
    jwe.erase(jwe.find_last_not_of("\r\n") + 1);

    const auto key = gostseal::private_key::from_pkcs8(read_file(argv[2]));
    const auto bank = gostseal::public_key::from_certificate(read_file(argv[3]));
    gostseal::demands demanded;
    if (argc == 5) {
      demanded.audience = argv[4];
    }
    const auto claims = gostseal::open_userinfo(jwe, key, bank, std::time(nullptr), demanded);
    std::cout << claims.json() << std::endl;
    return std::cout ? 0 : 1;
  } catch (const gostseal::error &refusal) {
    std::cerr << 'E' << refusal.code() << ": " << refusal.what() << '\n';
  } catch (const std::exception &failure) {
    std::cerr << failure.what() << '\n';
  }
  return 1;
}
