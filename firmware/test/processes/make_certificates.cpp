// Makes the certificates of the process tests, new for each run: no key is ever stored with the project.
//
//   make_certificates DIR   writes root.pem, server.pem, elsewhere.pem (same root, another host), stranger.pem (another root)
//                           each server file holds its certificate and key

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <cstdlib>
#include <string>

namespace {

struct Identity {
  EVP_PKEY* key;
  X509* certificate;
};

void must(bool done, const char* what) {
  if (done) return;
  std::fprintf(stderr, "make_certificates: %s failed\n", what);
  std::exit(1);
}

void addExtension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str());
  must(extension != nullptr && X509_add_ext(certificate, extension, -1) == 1, "an extension");
  X509_EXTENSION_free(extension);
}

Identity make(const std::string& name, const std::string& alternativeNames, const Identity* issuer, long serial) {
  Identity made = {EVP_EC_gen("P-256"), X509_new()};
  must(made.key != nullptr && made.certificate != nullptr, "a key");
  X509* const certificate = made.certificate;
  X509_set_version(certificate, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 24 * 3600);
  X509_set_pubkey(certificate, made.key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  X509* const issuerCertificate = issuer != nullptr ? issuer->certificate : certificate;
  X509_set_issuer_name(certificate, X509_get_subject_name(issuerCertificate));
  addExtension(certificate, issuerCertificate, NID_basic_constraints, issuer == nullptr ? "critical,CA:TRUE" : "CA:FALSE");
  if (!alternativeNames.empty()) addExtension(certificate, issuerCertificate, NID_subject_alt_name, alternativeNames);
  must(X509_sign(certificate, issuer != nullptr ? issuer->key : made.key, EVP_sha256()) > 0, "signing");
  return made;
}

void write(const std::string& path, const Identity& identity, bool withKey) {
  std::FILE* file = std::fopen(path.c_str(), "w");
  must(file != nullptr, "opening a file");
  must(PEM_write_X509(file, identity.certificate) == 1, "writing a certificate");
  if (withKey) must(PEM_write_PrivateKey(file, identity.key, nullptr, nullptr, 0, nullptr, nullptr) == 1, "writing a key");
  std::fclose(file);
}

}  // namespace

int main(int argc, char** argv) {
  must(argc == 2, "reading the arguments");
  const std::string folder = argv[1];
  const Identity root = make("Test root", "", nullptr, 1);
  const Identity strangerRoot = make("Another root", "", nullptr, 2);
  write(folder + "/root.pem", root, false);
  write(folder + "/server.pem", make("engine", "IP:127.0.0.1,DNS:localhost", &root, 3), true);
  write(folder + "/elsewhere.pem", make("elsewhere", "DNS:elsewhere.example", &root, 4), true);
  write(folder + "/stranger.pem", make("engine", "IP:127.0.0.1", &strangerRoot, 5), true);
  return 0;
}
