// SPDX-License-Identifier: EUPL-1.2
#include "cli/report_words.h"

#include "base/crypto.h"
#include "base/error.h"
#include "content/locale.h"

#include <algorithm>
#include <ostream>

namespace dosah::cli {

namespace {

/// "html, xlsx or json"
std::string listed(const std::vector<std::string>& words)
{
    std::string out;
    for (std::size_t i = 0; i < words.size(); ++i)
        out += (i == 0 ? "" : i + 1 == words.size() ? " or " : ", ") + words[i];
    return out;
}

} // namespace

ReportForm read_report_form(Words& words, const std::vector<std::string>& formats)
{
    ReportForm out;
    const bool as_json = words.flag("json");
    out.format = words.option("format").value_or(as_json ? "json" : formats.front());
    out.locale = words.option("locale");
    if (std::find(formats.begin(), formats.end(), out.format) == formats.end())
        throw input_error("--format: expected " + listed(formats) + ", found \"" + out.format + "\"");
    if (as_json && out.format != "json")
        throw input_error("--json and --format " + out.format + " contradict each other");
    if (out.locale && !content::is_locale(*out.locale))
        throw input_error("--locale: expected cs, nb, nn or en, found \"" + *out.locale + "\"");
    return out;
}

std::string paper_file(Context& context, const evaluation::Paper& paper, const evaluation::ReportWriter& writer,
                       const std::string& format)
{
    if (format == "xlsx") return evaluation::paper_xlsx(paper, writer);
    if (format == "html")
        return evaluation::paper_html(paper, writer, context.templates(),
                                      writer.say("printed", {{"at", writer.date_time(context.clock().now())}}));
    const std::string figure = evaluation::paper_svg(paper);
    if (figure.empty())
        throw conflict_error("there is no figure to draw: before the as-of time nothing of a campaign is told that "
                             "could be; take --format text, csv, json, xlsx or html");
    return figure;
}

int print_report(Context& context, const std::string& payload, const std::string& format)
{
    context.out() << payload;
    if (format != "html" && format != "text")
        context.err() << "sha256 " << sha256_hex(payload) << ", printed " << to_iso(context.clock().now()) << '\n';
    return 0;
}

} // namespace dosah::cli
