// The line reader and the HTTP reply parser: what they take, what they refuse.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "../../lib/scram_core/http_reply.h"
#include "../../lib/scram_core/line_reader.h"

using namespace scram;
using Progress = HttpReplyParser::Progress;

namespace {

std::vector<std::string> lines(const std::string& bytes) {
  LineReader reader;
  std::vector<std::string> found;
  for (const char byte : bytes) {
    if (reader.push(byte)) found.emplace_back(reader.line());
  }
  return found;
}

/// Pushes all of it; the progress at the end, or the first that isn't `More`. `used` counts the bytes taken.
Progress parse(HttpReplyParser& parser, const std::string& text, size_t* used = nullptr) {
  size_t count = 0;
  Progress progress = Progress::More;
  for (const char byte : text) {
    count++;
    progress = parser.push(byte);
    if (progress != Progress::More) break;
  }
  if (used != nullptr) *used = count;
  return progress;
}

Progress parse(const std::string& text) {
  HttpReplyParser parser;
  return parse(parser, text);
}

}  // namespace

TEST_CASE("lines end with LF, with or without CR, and empty ones are nothing") {
  CHECK(lines("one\ntwo\r\n\n\r\nthree") == std::vector<std::string>{"one", "two"});
}

TEST_CASE("a line of 160 characters is read, one of 161 is dropped whole, and the next is read") {
  const std::string full(160, 'x');
  CHECK(lines(full + "\nnext\n") == std::vector<std::string>{full, "next"});
  CHECK(lines(full + "y\nnext\n") == std::vector<std::string>{"next"});
  CHECK(lines(std::string(5000, 'x') + "A1|tail\nnext\n") == std::vector<std::string>{"next"});
}

TEST_CASE("binary bytes are a line like any other") {
  CHECK(lines(std::string("\0\xff\x80|\n", 5)) == std::vector<std::string>{std::string("\0\xff\x80|", 4)});
}

TEST_CASE("clear forgets half a line and an overlong one") {
  LineReader reader;
  for (const char byte : std::string(300, 'x')) reader.push(byte);
  reader.clear();
  std::string found;
  for (const char byte : std::string("ok\n")) {
    if (reader.push(byte)) found = std::string(reader.line());
  }
  CHECK(found == "ok");
}

TEST_CASE("a response with a length") {
  HttpReplyParser parser;
  CHECK(parse(parser, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nCONTENT-LENGTH:  6 \r\n\r\nhello\n") == Progress::Done);
  CHECK(parser.status() == 200);
  CHECK(parser.bodyLine() == "hello");
  CHECK(parser.keepAlive());
}

TEST_CASE("a chunked response, with extensions and trailers") {
  HttpReplyParser parser;
  CHECK(parse(parser, "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n3;x=1\r\nhel\r\nA\r\nlo world!!\r\n0\r\nX: y\r\n\r\n") ==
        Progress::Done);
  CHECK(parser.bodyLine() == "hello world!!");
}

TEST_CASE("two responses on one socket are told apart to the byte") {
  const std::string first = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\nno";
  HttpReplyParser parser;
  size_t used = 0;
  REQUIRE(parse(parser, first + "HTTP/1.1 200 OK\r\n", &used) == Progress::Done);
  CHECK(used == first.size());
  CHECK(parser.status() == 401);
  parser.reset();
  CHECK(parse(parser, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nA") == Progress::Done);
  CHECK(parser.status() == 200);
  CHECK(parser.bodyLine() == "A");
}

TEST_CASE("an interim answer is passed over") {
  HttpReplyParser parser;
  CHECK(parse(parser, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n") == Progress::Done);
  CHECK(parser.status() == 204);
  std::string endless;
  for (int i = 0; i < 1000; i++) endless += "HTTP/1.1 100 Continue\r\n\r\n";
  CHECK(parse(endless) == Progress::Broken);
}

TEST_CASE("a peer that closes is believed") {
  HttpReplyParser parser;
  CHECK(parse(parser, "HTTP/1.1 200 OK\r\nConnection: Close\r\nContent-Length: 0\r\n\r\n") == Progress::Done);
  CHECK_FALSE(parser.keepAlive());
  parser.reset();
  CHECK(parse(parser, "HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n") == Progress::Done);
  CHECK_FALSE(parser.keepAlive());
}

TEST_CASE("headers longer than a line buffer are passed over, unless they are ones that count") {
  const std::string policy = "Content-Security-Policy: " + std::string(1000, 'p') + "\r\n";
  CHECK(parse("HTTP/1.1 200 OK\r\n" + policy + std::string(200, 'n') + ": v\r\nContent-Length: 0\r\n\r\n") == Progress::Done);
  CHECK(parse("HTTP/1.1 200 OK\r\nContent-Length: " + std::string(100, '0') + "\r\n\r\n") == Progress::Broken);
  CHECK(parse("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked" + std::string(100, ' ') + "\r\n\r\n") == Progress::Broken);
}

TEST_CASE("a body longer than what is kept is read to its end and kept in part") {
  HttpReplyParser parser;
  CHECK(parse(parser, "HTTP/1.1 500 Oops\r\nContent-Length: 4096\r\n\r\n" + std::string(4096, 'b')) == Progress::Done);
  CHECK(parser.bodyLine().size() == HttpReplyParser::kBodyKeptBytes);
}

TEST_CASE("what is malformed, endless or ambiguous is broken") {
  const char* const broken[] = {
      "HTTP/2 200 OK\r\n",
      "HTTP/1.1 2000 OK\r\n",
      "HTTP/1.1 20x OK\r\n",
      "HTTP/1.1 099 Low\r\n",
      "ICY 200 OK and more\r\n",
      "\r\n",
      "HTTP/1.1 200 OK\r\nno colon here\r\n",
      "HTTP/1.1 200 OK\r\n\r\n",  // no length: the body would end with the connection
      "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: 4097\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
      "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1001\r\n",
  };
  for (const char* text : broken) {
    CAPTURE(text);
    CHECK(parse(text) == Progress::Broken);
  }
  CHECK(parse("HTTP/1.1 200 OK\r\nX: " + std::string(5000, 'x')) == Progress::Broken);
  std::string drip = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 5000; i++) drip += "1\r\nx\r\n";
  CHECK(parse(drip) == Progress::Broken);
}

TEST_CASE("a body is limited over all its chunks together") {
  const std::string chunk = "1000\r\n" + std::string(4096, 'c') + "\r\n";
  const std::string head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  CHECK(parse(head + chunk + "0\r\n\r\n") == Progress::Done);
  CHECK(parse(head + chunk + "1\r\nc") == Progress::Broken);
}

TEST_CASE("a response that isn't finished stays unfinished") {
  for (const char* text : {"", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n",
                           "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n"}) {
    CHECK(parse(text) == Progress::More);
  }
}
