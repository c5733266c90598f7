// SPDX-License-Identifier: EUPL-1.2
#include "reference.h"

#include "base/text.h"
#include "base/time_zone.h"
#include "segments/parser.h"

#include <algorithm>

namespace dosah::tests {

using namespace dosah::segments;

namespace {

using Random = std::mt19937_64;

std::size_t below(Random& random, std::size_t n)
{
    return static_cast<std::size_t>(random() % n);
}

template <class T>
const T& pick(Random& random, const std::vector<T>& from)
{
    return from.at(below(random, from.size()));
}

const std::vector<std::string> places = {"Lipová", "Krhová", "Horní Řečice", "Ústí-Střed", "Øvre Å", ""};
const std::vector<std::string> asked_places = {"lipova", "KRHOVÁ", "Horní  Řečice", "Øvre Å", "Nikde", "x' OR 'a'='a"};
const std::vector<std::string> given = {"Žofie", "Ladislav", "Åse", "Øystein", "O'Neil"};
const std::vector<std::string> family = {"Vzorová", "Ukázka", "Prøve", "Příkladný"};
const std::vector<std::string> genders = {"f", "m", "x"};
const std::vector<std::string> locales = {"cs", "nb", "nn", "en"};
const std::vector<std::string> formats = {"usual", "easy_to_read", "large_print"};
const std::vector<std::string> bases = {"public_task", "consent", "contract"};
const std::vector<std::string> kinds = {"attended", "form", "proposal", "vote", "working_group", "volunteering"};
const std::vector<std::string> attribute_names = {"zájem", "body", "čtvrť s mezerou"};
const std::vector<std::string> attribute_values = {"7",       "10",      "100", "007", "Zahrada",
                                                   "ZÁHRADA", "dvanáct", "-3",  "1e3"};
const std::vector<std::string> group_keys = {"seniors", "youth", "ruled", "mixed"};
const std::vector<std::string> segment_keys = {"nearby", "twice"};

Instant years_back(Instant now, int year, int month, int day)
{
    LocalTime t;
    t.year = to_local(now, "Europe/Prague").year - year;
    t.month = month;
    t.day = day;
    return from_local(t, "Europe/Prague");
}

std::string or_empty(Random& random, const std::vector<std::string>& from)
{
    return below(random, 4) == 0 ? std::string() : pick(random, from);
}

} // namespace

Town random_town(Random& random, std::size_t people, Instant now)
{
    Town town;
    town.groups = {{"seniors", std::nullopt},
                   {"youth", std::nullopt},
                   {"ruled", "age >= 60 or group = \"youth\""},
                   {"mixed", "group = \"ruled\" and has email"}};
    town.segments = {{"nearby", "place in (\"Lipová\", \"Krhová\")"}, {"twice", "segment \"nearby\" and not age < 40"}};
    for (std::size_t i = 0; i < people; ++i) {
        Person p;
        p.given_name = pick(random, given);
        p.family_name = pick(random, family);
        p.gender = or_empty(random, genders);
        p.locale = or_empty(random, locales);
        p.format = or_empty(random, formats);
        p.place = pick(random, places);
        p.legal_basis = or_empty(random, bases);
        if (below(random, 2) == 0) p.email = "p" + std::to_string(i) + "@example.test";
        if (below(random, 2) == 0) p.phone = "+42060000" + std::to_string(1000 + i);
        if (below(random, 3) == 0) p.postal_address = "Lipová " + std::to_string(i);
        if (below(random, 2) == 0) p.external_id = std::to_string(i);
        if (below(random, 5) != 0) p.birth_year = 1930 + static_cast<int>(below(random, 90));
        p.erased = below(random, 20) == 0;
        for (const std::string& name : attribute_names)
            if (below(random, 2) == 0) p.attributes[name] = pick(random, attribute_values);
        if (i == 0) {
            p.erased = false; // every attribute is somebody's
            for (const std::string& name : attribute_names)
                p.attributes[name] = "7";
        }
        for (const std::string& key : group_keys)
            if (below(random, 4) == 0) p.groups.insert(key);
        while (below(random, 2) == 0) {
            // Also on the very border: the first moment of a day that queries ask about.
            const int hours = pick(random, std::vector<int>{0, 0, -1, 1, 13});
            p.acts.push_back({pick(random, kinds), years_back(now, static_cast<int>(below(random, 6)) - 1,
                                                              1 + static_cast<int>(below(random, 12)),
                                                              1 + static_cast<int>(below(random, 28))) +
                                                       std::chrono::hours(hours)});
        }
        town.people.push_back(std::move(p));
    }
    return town;
}

std::int64_t store_town(store::Session& session, const Town& town)
{
    const std::int64_t organisation = session.insert(
        "INSERT INTO organisations (key, name, country, locale, time_zone, brand_colour, sender_email, contact_email, "
        "contact_phone, approval_required, look_back_months, created_at) "
        "VALUES ($1, 'Lipová', 'CZ', $2, $3, '', '', '', '', TRUE, 36, 0) RETURNING id",
        {town.key, town.locale, town.time_zone});
    std::map<std::string, std::int64_t> groups;
    for (const auto& [key, rule] : town.groups)
        groups[key] = session.insert("INSERT INTO target_groups (organisation_id, key, name, query) "
                                     "VALUES ($1, $2, $2, $3) RETURNING id",
                                     {organisation, key, rule});
    for (const auto& [key, query] : town.segments)
        session.run("INSERT INTO segments (organisation_id, key, query, created_at) VALUES ($1, $2, $3, 0)",
                    {organisation, key, query});
    const auto or_null = [](const std::string& text) { return text.empty() ? store::Value() : store::Value(text); };
    for (const Person& p : town.people) {
        const std::int64_t id =
            session.insert("INSERT INTO contacts (organisation_id, external_id, given_name, family_name, folded_name, "
                           "gender, birth_year, "
                           "locale, format, place, folded_place, email, phone, postal_address, legal_basis, "
                           "legal_basis_source, token_version, "
                           "created_at, updated_at, erased_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, "
                           "$12, $13, $14, $15, '', 1, "
                           "0, 0, $16) RETURNING id",
                           {organisation, or_null(p.external_id), p.given_name, p.family_name,
                            text::fold(p.given_name + " " + p.family_name), p.gender, p.birth_year, p.locale, p.format,
                            p.place, text::fold(p.place), or_null(p.email), or_null(p.phone), p.postal_address,
                            p.legal_basis, p.erased ? store::Value(1) : store::Value()});
        for (const auto& [name, value] : p.attributes)
            session.run(
                "INSERT INTO contact_attributes (contact_id, name, value, folded_value) VALUES ($1, $2, $3, $4)",
                {id, name, value, text::fold(value)});
        for (const std::string& key : p.groups)
            session.run("INSERT INTO group_members (group_id, contact_id, source, since) VALUES ($1, $2, '', 0)",
                        {groups.at(key), id});
        for (std::size_t i = 0; i < p.acts.size(); ++i)
            session.run("INSERT INTO involvements (organisation_id, contact_id, kind, occurred_at, what, source) "
                        "VALUES ($1, $2, $3, $4, $5, '')",
                        {organisation, id, p.acts[i].kind, to_micros(p.acts[i].at), std::to_string(i)});
    }
    return organisation;
}

namespace {

Node random_comparison(Random& random)
{
    Comparison out;
    const std::vector<std::pair<FieldKind, const std::vector<std::string>*>> texts = {
        {FieldKind::gender, &genders},   {FieldKind::locale, &locales},     {FieldKind::place, &asked_places},
        {FieldKind::given_name, &given}, {FieldKind::family_name, &family}, {FieldKind::legal_basis, &bases},
        {FieldKind::group, &group_keys}, {FieldKind::format, &formats},
    };
    switch (below(random, 4)) {
    case 0:
        out.field.kind = below(random, 2) == 0 ? FieldKind::age : FieldKind::birth_year;
        out.op = static_cast<Operator>(below(random, 6));
        out.value =
            static_cast<std::int64_t>(out.field.kind == FieldKind::age ? below(random, 100) : 1930 + below(random, 90));
        break;
    case 1:
        out.field.attribute = pick(random, attribute_names);
        out.op = static_cast<Operator>(below(random, 6));
        if (out.op == Operator::equal || out.op == Operator::not_equal)
            out.value = pick(random, attribute_values);
        else
            out.value = static_cast<std::int64_t>(below(random, 120));
        break;
    case 2:
        out.field.kind = FieldKind::external_id;
        out.op = static_cast<Operator>(below(random, 2));
        out.value = std::to_string(below(random, 60));
        break;
    default: {
        const auto& [kind, values] = pick(random, texts);
        out.field.kind = kind;
        out.op = static_cast<Operator>(below(random, 2));
        out.value = pick(random, *values);
    }
    }
    if (below(random, 4) == 0) {
        OneOf list{out.field, {out.value}, {Position{}}};
        const bool number = std::holds_alternative<std::int64_t>(out.value);
        if (number && out.field.kind == FieldKind::attribute) return Node{out};
        while (below(random, 2) == 0 && !number) {
            list.values.push_back(out.value);
            list.values_at.emplace_back();
        }
        return Node{list};
    }
    return Node{out};
}

Node random_leaf(Random& random)
{
    switch (below(random, 8)) {
    case 0: {
        const std::vector<FieldKind> had = {FieldKind::age,         FieldKind::birth_year, FieldKind::gender,
                                            FieldKind::place,       FieldKind::email,      FieldKind::phone,
                                            FieldKind::legal_basis, FieldKind::attribute,  FieldKind::postal_address,
                                            FieldKind::external_id};
        Field field;
        field.kind = pick(random, had);
        if (field.kind == FieldKind::attribute) field.attribute = pick(random, attribute_names);
        return Node{Has{field}};
    }
    case 1:
        return below(random, 4) == 0 ? Node{Everybody{}} : Node{SavedQuery{pick(random, segment_keys), {}}};
    case 2:
    case 3: {
        Involved out;
        if (below(random, 2) == 0) out.kind = pick(random, kinds);
        out.when = static_cast<Involved::When>(below(random, 4));
        if (out.when == Involved::When::since || out.when == Involved::When::before)
            out.date = std::to_string(2021 + below(random, 7)) + "-0" + std::to_string(1 + below(random, 9)) + "-1" +
                       std::to_string(below(random, 10));
        if (out.when == Involved::When::within) {
            out.amount = 1 + static_cast<int>(below(random, 40));
            out.unit = static_cast<Unit>(below(random, 4));
        }
        return Node{out};
    }
    default:
        return random_comparison(random);
    }
}

} // namespace

Node random_tree(Random& random, int depth)
{
    if (depth == 0 || below(random, 4) == 0) return random_leaf(random);
    const auto some = [&] {
        std::vector<Node> of;
        const std::size_t n = 2 + below(random, 3);
        for (std::size_t i = 0; i < n; ++i)
            of.push_back(random_tree(random, depth - 1));
        return of;
    };
    switch (below(random, 3)) {
    case 0: {
        Not out;
        out.of.push_back(random_tree(random, depth - 1));
        return Node{std::move(out)};
    }
    case 1:
        return Node{And{some()}};
    default:
        return Node{Or{some()}};
    }
}

// ---------------------------------------------------------------------------------------------------- naive meaning

namespace {

bool compare(auto left, Operator op, auto right)
{
    switch (op) {
    case Operator::equal:
        return left == right;
    case Operator::not_equal:
        return left != right;
    case Operator::less:
        return left < right;
    case Operator::less_or_equal:
        return left <= right;
    case Operator::greater:
        return left > right;
    case Operator::greater_or_equal:
        return left >= right;
    }
    return false;
}

struct Evaluator
{
    const Town& town;
    const Person& p;
    Instant now;

    bool test(const Node& node) const { return std::visit(*this, node.is); }

    std::string text_of(const Field& field) const
    {
        switch (field.kind) {
        case FieldKind::gender:
            return p.gender;
        case FieldKind::locale:
            return p.locale.empty() ? town.locale : p.locale;
        case FieldKind::format:
            return p.format.empty() ? "usual" : p.format;
        case FieldKind::place:
            return text::fold(p.place);
        case FieldKind::given_name:
            return p.given_name;
        case FieldKind::family_name:
            return p.family_name;
        case FieldKind::external_id:
            return p.external_id;
        case FieldKind::legal_basis:
            return p.legal_basis;
        case FieldKind::email:
            return p.email;
        case FieldKind::phone:
            return p.phone;
        case FieldKind::postal_address:
            return p.postal_address;
        case FieldKind::attribute: {
            const auto found = p.attributes.find(field.attribute);
            return found == p.attributes.end() ? std::string() : text::fold(found->second);
        }
        default:
            return p.birth_year ? std::to_string(*p.birth_year) : std::string();
        }
    }

    bool in_group(const std::string& key) const
    {
        if (p.groups.count(key) == 1) return true;
        const auto& rule = town.groups.at(key);
        return rule && test(parse(*rule));
    }

    bool operator()(const Everybody&) const { return true; }

    bool operator()(const Comparison& c) const
    {
        if (c.field.kind == FieldKind::age || c.field.kind == FieldKind::birth_year) {
            if (!p.birth_year) return false;
            const std::int64_t year = to_local(now, town.time_zone).year;
            const std::int64_t own = c.field.kind == FieldKind::age ? year - *p.birth_year : *p.birth_year;
            return compare(own, c.op, std::get<std::int64_t>(c.value));
        }
        if (c.field.kind == FieldKind::group)
            return in_group(std::get<std::string>(c.value)) == (c.op == Operator::equal);
        const std::string own = text_of(c.field);
        if (own.empty()) return false;
        if (const auto* number = std::get_if<std::int64_t>(&c.value)) {
            const bool digits = own.size() <= 15 && own.find_first_not_of("0123456789") == std::string::npos;
            return digits && compare(static_cast<std::int64_t>(std::stoll(own)), c.op, *number);
        }
        const bool folded = c.field.kind == FieldKind::place || c.field.kind == FieldKind::attribute;
        const std::string& asked = std::get<std::string>(c.value);
        return compare(own, c.op, folded ? text::fold(asked) : asked);
    }

    bool operator()(const OneOf& list) const
    {
        return std::any_of(list.values.begin(), list.values.end(), [&](const Operand& value) {
            return (*this)(Comparison{list.field, Operator::equal, value, {}});
        });
    }

    bool operator()(const Has& has) const { return !text_of(has.field).empty(); }

    bool operator()(const Involved& asked) const
    {
        return std::any_of(p.acts.begin(), p.acts.end(), [&](const Act& act) {
            if (act.at > now || (!asked.kind.empty() && act.kind != asked.kind)) return false;
            // Local clock readings compare as texts; the border's own reading is worked out by hand.
            const auto reading = [&](Instant t) {
                const LocalTime l = to_local(t, town.time_zone);
                char buffer[64];
                std::snprintf(buffer, sizeof buffer, "%04d-%02d-%02d %02d:%02d:%02d", l.year, l.month, l.day, l.hour,
                              l.minute, l.second);
                return std::string(buffer);
            };
            if (asked.when == Involved::When::since) return reading(act.at).substr(0, 10) >= asked.date;
            if (asked.when == Involved::When::before) return reading(act.at).substr(0, 10) < asked.date;
            if (asked.when == Involved::When::ever) return true;
            LocalTime border = to_local(now, town.time_zone);
            switch (asked.unit) {
            case Unit::years:
                border.year -= asked.amount;
                break;
            case Unit::months:
                for (int n = 0; n < asked.amount; ++n)
                    if (--border.month == 0) {
                        border.month = 12;
                        --border.year;
                    }
                break;
            default: {
                const int days = asked.unit == Unit::days ? asked.amount : asked.amount * 7;
                border = to_local(now - std::chrono::hours(24 * days), town.time_zone);
                const LocalTime clock = to_local(now, town.time_zone);
                border.hour = clock.hour;
            }
            }
            border.hour = border.minute = border.second = 0;
            return act.at >= from_local(border, town.time_zone);
        });
    }

    bool operator()(const SavedQuery& saved) const { return test(parse(town.segments.at(saved.key))); }
    bool operator()(const Not& node) const { return !test(node.of.front()); }

    bool operator()(const And& node) const
    {
        return std::all_of(node.of.begin(), node.of.end(), [&](const Node& of) { return test(of); });
    }

    bool operator()(const Or& node) const
    {
        return std::any_of(node.of.begin(), node.of.end(), [&](const Node& of) { return test(of); });
    }
};

} // namespace

bool matches(const Town& town, const Person& person, const Node& node, Instant now)
{
    return !person.erased && Evaluator{town, person, now}.test(node);
}

std::int64_t count_matches(const Town& town, const Node& node, Instant now)
{
    return std::count_if(town.people.begin(), town.people.end(),
                         [&](const Person& person) { return matches(town, person, node, now); });
}

} // namespace dosah::tests
