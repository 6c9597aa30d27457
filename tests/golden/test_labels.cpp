#include <catch2/catch.hpp>

#include "golden/base/file.hpp"
#include "golden/import/labels.hpp"
#include "tests/data.hpp"

using namespace weir;
using golden::Labels;

namespace {

Labels labels_of(const std::string& text) {
  const test::ScratchFolder folder;
  write_text_file(folder / "labels.txt", text);
  return Labels::read(folder / "labels.txt");
}

template <class Call>
Error error_of(const Call& call) {
  try {
    call();
  } catch (const Error& e) {
    return e;
  }
  return {"none", ""};
}

Error refusal_of(const std::string& text) {
  return error_of([&] { labels_of(text); });
}

}  // namespace

TEST_CASE("labels are matched by as much of the path as they give", "[golden][labels]") {
  const Labels labels = labels_of("00000/a.png 3\n00001/a.png 4\nx/00001/b.png 5\nc.png 6\n");
  CHECK(labels.of(0, "/data/00000/a.png") == 3);
  CHECK(labels.of(0, "00001/a.png") == 4);
  CHECK(labels.of(0, "./x/y/../00001/b.png") == 5);
  CHECK(labels.of(0, "/anywhere/c.png") == 6);
  CHECK_FALSE(labels.find(0, "/data/00002/a.png").has_value());
  CHECK_FALSE(labels.find(0, "/data/00001/b.png").has_value());
  CHECK_FALSE(labels.find(0, "/data/1/00000a.png").has_value());
  const Labels absolute = labels_of("/data/0/a.png 1\n");
  CHECK(absolute.of(0, "/data/0/a.png") == 1);
  CHECK_FALSE(absolute.find(0, "/other/data/0/a.png").has_value());
}

TEST_CASE("labels that fit several pictures, and pictures that several labels fit, are refused", "[golden][labels]") {
  const Error twice = refusal_of("a.png 1\nb.png 2\n./a.png 1\n");
  CHECK(twice.code == "label-duplicate");
  CHECK(twice.where.ends_with("labels.txt:3"));
  CHECK(twice.what_text.find("line 1") != std::string::npos);
  const Labels bare = labels_of("a.png 1\n");
  CHECK(error_of([&] { bare.require_distinct({"0/a.png", "1/a.png"}); }).code == "label-duplicate");
  CHECK(error_of([&] { bare.require_distinct({"0/a.png", "./0/a.png", "b.png"}); }).code == "none");
  const Labels both = labels_of("a.png 1\n0/a.png 1\n");
  CHECK(error_of([&] { both.of(0, "0/a.png"); }).code == "label-duplicate");
  CHECK(both.of(0, "1/a.png") == 1);
}

TEST_CASE("label lines may have commas, semicolons, comments, or a number alone", "[golden][labels]") {
  for (const char* text : {"# heading\na.png 7\n", "a.png,7\r\n", "a.png; 7\n", "a.png , 7",
                           "\xef\xbb\xbf"
                           "a.png;7\n\n",
                           "  a.png\t7  \n", "a.png ,7\n"}) {
    CAPTURE(text);
    CHECK(labels_of(text).of(0, "x/a.png") == 7);
  }
  CHECK(labels_of("my picture.png;7\n").of(0, "my picture.png") == 7);
  CHECK(labels_of("a,b.png 7\n").of(0, "a,b.png") == 7);
  const Labels by_order = labels_of("# classes\n4\n\n9\r\n");
  CHECK(by_order.of(0, "x.png") == 4);
  CHECK(by_order.of(1, "y.png") == 9);
  CHECK(error_of([&] { by_order.of(2, "z.png"); }).code == "label-count");
  CHECK(error_of([&] { by_order.require_all_known({"x.png"}); }).code == "label-count");
  CHECK(error_of([&] { by_order.require_all_known({"x.png", "y.png"}); }).code == "none");
}

TEST_CASE("label lines of other forms are refused with their number", "[golden][labels]") {
  for (const char* line : {"name,label", "a.png dog", "a.png -1", "a.png;1;2", "a.png 1 2", "a.png", ",3", "a.png,",
                           "a.png 1.5", "a.png 99999999999", "-4", "4\n5,", "3\nb.png 4", "b.png 4\n3"}) {
    CAPTURE(line);
    const Error error = refusal_of(std::string("# c\n") + line + "\n");
    CHECK(error.code == "label-syntax");
    CHECK(error.where.find("labels.txt:") != std::string::npos);
  }
  CHECK(refusal_of("# nothing else\n").code == "label-syntax");
}
