// SPDX-License-Identifier: EUPL-1.2
#include "base/error.h"
#include "content/renderer.h"
#include "content/template_tree.h"
#include "tests/support/temporary_folder.h"

#include <catch2/catch.hpp>

#include <atomic>
#include <random>
#include <thread>

using namespace dosah;
using content::Escape;
using content::Templates;
using content::View;
using content::ViewList;

namespace {

struct Folder
{
    Folder& add(const std::string& name, const std::string& text)
    {
        folder.write(name + ".mustache", text);
        return *this;
    }
    Templates load() const { return Templates(folder.path()); }

    tests::TemporaryFolder folder;
};

std::string error_of(const std::function<void()>& act)
{
    try {
        act();
    } catch (const Error& error) {
        CHECK(error.kind() == ErrorKind::input);
        return error.what();
    }
    return "no error";
}

std::string render(const std::string& text, const View& view, Escape escape = Escape::none)
{
    static const tests::TemporaryFolder empty;
    static const Templates templates(empty.path());
    return templates.render_text(text, view, escape, "text");
}

View person()
{
    View event;
    event.set("title", "Park").set("place", "");
    View view;
    view.set("name", "Kari").set("event", event).set("greeting", "Hei");
    return view;
}

} // namespace

TEST_CASE("a template shows texts, nested names and lists")
{
    View view = person();
    view.set("items", ViewList{View().set("n", "1"), View().set("n", "2")});
    CHECK(render("{{greeting}} {{name}}: {{event.title}}{{#items}} {{n}}{{name}}{{/items}}", view) ==
          "Hei Kari: Park 1Kari 2Kari");
    CHECK(render("{{#event}}{{title}} {{name}}{{/event}}", view) == "Park Kari");
    CHECK(render("{{#name}}<{{.}}>{{/name}}", view) == "<Kari>");
}

TEST_CASE("an empty text, false and an empty list are false")
{
    View view;
    view.set("text", "").set("flag", false).set("list", ViewList{});
    CHECK(render("{{#text}}a{{/text}}{{#flag}}b{{/flag}}{{#list}}c{{/list}}", view).empty());
    CHECK(render("{{^text}}a{{/text}}{{^flag}}b{{/flag}}{{^list}}c{{/list}}", view) == "abc");
    CHECK(render("[{{text}}]", view) == "[]");
}

TEST_CASE("HTML is escaped where it is HTML")
{
    View view;
    view.set("x", "<a href=\"b\">O'Neill & co</a>");
    CHECK(render("{{x}}", view, Escape::html) == "&lt;a href=&quot;b&quot;&gt;O&#39;Neill &amp; co&lt;/a&gt;");
    CHECK(render("{{{x}}}{{&x}}", View().set("x", "<b>"), Escape::html) == "<b><b>");
    CHECK(render("{{x}}", View().set("x", "a < b & c"), Escape::none) == "a < b & c");

    Folder folder;
    folder.add("mail/a.html", "{{x}}").add("mail/a.text", "{{x}}");
    const auto templates = folder.load();
    CHECK(templates.render("mail/a.html", View().set("x", "<")) == "&lt;");
    CHECK(templates.render("mail/a.text", View().set("x", "<")) == "<");
}

TEST_CASE("a value is never taken for a template")
{
    CHECK(render("{{name}}", View().set("name", "{{secret}} {{#x}}")) == "{{secret}} {{#x}}");
}

TEST_CASE("an unknown name is an error with place and the nearest known one")
{
    CHECK(error_of([] { (void)render("Hei,\nžluť {{event.titel}}", person()); }) ==
          "text:2:6: \"event.titel\" is not known here; did you mean \"event.title\"?");
    CHECK(error_of([] { (void)render("{{#nmae}}x{{/nmae}}", person()); }) ==
          "text:1:1: \"nmae\" is not known here; did you mean \"name\"?");
    CHECK(error_of([] { (void)render("{{^name}}{{qqqqqq}}{{/name}}", person()); }) ==
          "text:1:10: \"qqqqqq\" is not known here");
    // Also where an empty text hides it today.
    CHECK(error_of([] { (void)render("{{#event.place}}{{plaec}}{{/event.place}}", person()); }).find("plaec") !=
          std::string::npos);
    CHECK(error_of([] { (void)render("{{event}}", person()); }) ==
          "text:1:1: \"event\" is no text; use it as a section");
    CHECK(error_of([] { (void)render("{{.}}", person()); }) == "text:1:1: \".\" stands in no section of a text");
}

TEST_CASE("a template that is not well-formed is told with its place")
{
    CHECK(error_of([] { (void)render("a {{name", person()); }) == "text:1:3: this tag is not closed by }}");
    CHECK(error_of([] { (void)render("{{#name}}", person()); }) == "text:1:1: the section \"name\" is not closed");
    CHECK(error_of([] { (void)render("{{#name}}{{/event}}", person()); }) ==
          "text:1:10: {{/event}} stands where {{/name}} should");
    CHECK(error_of([] { (void)render("x{{/name}}", person()); }) ==
          "text:1:2: {{/name}} ends a section that was not begun");
    CHECK(error_of([] { (void)render("{{=<% %>=}}", person()); }) ==
          "text:1:1: other delimiters than {{ and }} are not supported");
    CHECK(error_of([] { (void)render("{{}}", person()); }).find("is no name") != std::string::npos);
    CHECK(error_of([] { (void)render("{{a b}}", person()); }).find("\"a b\" is no name") != std::string::npos);
    CHECK(error_of([] { (void)render("{{> nowhere}}", person()); }) ==
          "text:1:1: \"nowhere\" is no template in this folder");
}

TEST_CASE("partials stand in place, are checked under their own name and may not take in themselves")
{
    Folder folder;
    folder.add("top", "<{{title}}>\n").add("sub/page", "{{> top}}\n{{#event}}{{> top}}{{/event}}\nend\n");
    const auto templates = folder.load();
    View view;
    view.set("title", "A").set("event", View().set("title", "B"));
    CHECK(templates.render("sub/page", view) == "<A>\n<B>\n\nend\n");
    CHECK(error_of([&] { (void)templates.render("sub/page", View().set("titel", "A").set("event", View())); }) ==
          "top:1:2: \"title\" is not known here; did you mean \"titel\"?");
    CHECK(templates.has("sub/page"));
    CHECK_FALSE(templates.has("sub"));
    CHECK_THROWS_AS(templates.render("nowhere", view), Error);

    Folder circle;
    circle.add("a", "{{> b}}").add("b", "x\n {{> a}}");
    CHECK(error_of([&] { (void)circle.load(); }).find("takes in itself") != std::string::npos);
    Folder missing;
    missing.add("layout", "").add("a", "\n{{> layuot}}");
    CHECK(error_of([&] { (void)missing.load(); }) ==
          "a:2:1: \"layuot\" is no template in this folder; did you mean \"layout\"?");
}

TEST_CASE("comments and sections on lines of their own leave no empty line")
{
    const View view = person();
    CHECK(render("a\n  {{! words\nmore }}\nb", view) == "a\nb");
    CHECK(render("a {{! x }} b", view) == "a  b");
    CHECK(render("{{! first }}\nb\n{{! last }}", view) == "b\n");
    CHECK(render("a\n{{#name}}\nb\n{{/name}}\nc\n", view) == "a\nb\nc\n");
    CHECK(render("a\n{{#event.place}}\nb\n{{/event.place}}\nc\n", view) == "a\nc\n");
}

TEST_CASE("blanks before a partial on a line of its own go before each of its lines, not before lines of values")
{
    Folder folder;
    folder.add("list", "- {{name}}\n\n{{#event}}\n- {{title}}\n{{/event}}\n").add("a", "x\n  {{> list}}\ny {{> list}}");
    folder.add("bad", "ok\n {{wrong}}").add("b", "    {{> bad}}\n");
    const auto templates = folder.load();
    View view = person();
    view.set("name", "Kari\nNordmann");
    CHECK(templates.render("a", view) == "x\n  - Kari\nNordmann\n  \n  - Park\ny - Kari\nNordmann\n\n- Park\n");
    CHECK(error_of([&] { (void)templates.render("b", view); }) == "bad:2:2: \"wrong\" is not known here");
}

TEST_CASE("a dotted name is looked for where its first part is found and nowhere further out")
{
    View view = person();
    view.set("before", View().set("event", View().set("place", "Sokolovna")));
    CHECK(render("{{#before}}{{event.place}}{{/before}}", view) == "Sokolovna");
    CHECK(error_of([&] {
              (void)render("{{#before}}{{event.title}}{{/before}}", view);
          }).starts_with("text:1:12: \"event.title\" is not known here"));
}

TEST_CASE("the names a text uses that a view lacks are listed once each")
{
    Folder folder;
    const auto templates = folder.load();
    CHECK(templates.unknown_names("{{a}}{{name}}{{b}}{{a}}{{#name}}{{c}}{{/name}}", person(), "body") ==
          std::vector<std::string>{"a", "b", "c"});
    CHECK(templates.unknown_names("{{name}}", person(), "body").empty());
}

TEST_CASE("many threads render one template at a time")
{
    Folder folder;
    folder.add("a", "{{#list}}{{x}}{{/list}}");
    const auto templates = folder.load();
    std::atomic<int> wrong = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&, t] {
            View view;
            view.set("list", ViewList(20, View().set("x", std::to_string(t))));
            for (int i = 0; i < 200; ++i)
                if (templates.render("a", view) != std::string(20, static_cast<char>('0' + t))) ++wrong;
        });
    for (auto& thread : threads)
        thread.join();
    CHECK(wrong == 0);
}

TEST_CASE("any text parses or is refused, and what parses renders as kainjow reads it")
{
    std::mt19937 random(42);
    const std::vector<std::string> pieces = {
        "{{", "}}",       "{{{",       "}}}",       "{",         "}",        "#",     "/", "^",  "!",
        ">",  "&",        "=",         "name",      "event",     ".",        "title", " ", "\n", "\r\n",
        "ž",  "{{name}}", "{{#name}}", "{{/name}}", "{{^name}}", "{{! c }}", "\xC5",  "x"};
    int parsed = 0;
    for (int round = 0; round < 20000; ++round) {
        std::string text;
        const auto length = std::uniform_int_distribution<int>(0, 14)(random);
        for (int i = 0; i < length; ++i)
            text += pieces[std::uniform_int_distribution<std::size_t>(0, pieces.size() - 1)(random)];
        CAPTURE(text);
        try {
            (void)render(text, person());
            ++parsed;
        } catch (const Error& error) {
            REQUIRE(error.kind() == ErrorKind::input);
            REQUIRE(std::string(error.what()).starts_with("text:"));
        }
    }
    CHECK(parsed > 1000);
    CHECK_THROWS_AS(content::parse_template(std::string(9000, '{') + "}}", "deep"), Error);
    std::string deep;
    for (int i = 0; i < 5000; ++i)
        deep += "{{#name}}";
    CHECK_THROWS_AS(content::parse_template(deep, "deep"), Error);
}
