# SPDX-License-Identifier: EUPL-1.2
"""Fictional sample people: common given names and surnames drawn at random from a seed."""

CZECH = {
    "f": ["Jana", "Marie", "Eva", "Hana", "Anna", "Lenka", "Kateřina", "Lucie", "Věra", "Alena", "Petra", "Veronika",
          "Jaroslava", "Tereza", "Martina", "Zdeňka", "Ludmila", "Božena", "Růžena", "Šárka", "Adéla", "Žaneta"],
    "m": ["Jiří", "Jan", "Petr", "Josef", "Pavel", "Martin", "Tomáš", "Jaroslav", "Miroslav", "Zdeněk", "František",
          "Václav", "Michal", "Milan", "Karel", "Jakub", "Lukáš", "Ondřej", "Matěj", "Šimon", "Řehoř", "Ctirad"],
    "families": [("Novák", "Nováková"), ("Svoboda", "Svobodová"), ("Dvořák", "Dvořáková"), ("Černý", "Černá"),
                 ("Procházka", "Procházková"), ("Kučera", "Kučerová"), ("Veselý", "Veselá"), ("Horák", "Horáková"),
                 ("Němec", "Němcová"), ("Pokorný", "Pokorná"), ("Růžička", "Růžičková"), ("Beneš", "Benešová"),
                 ("Fiala", "Fialová"), ("Sedláček", "Sedláčková"), ("Doležal", "Doležalová"), ("Zeman", "Zemanová"),
                 ("Kolář", "Kolářová"), ("Krejčí", "Krejčí"), ("Navrátil", "Navrátilová"), ("Čermák", "Čermáková"),
                 ("Šťastný", "Šťastná"), ("Žák", "Žáková"), ("Říha", "Říhová"), ("Ďuriš", "Ďurišová")],
}
NORWEGIAN = {
    "f": ["Kari", "Anne", "Ingrid", "Solveig", "Marit", "Liv", "Åse", "Bjørg", "Randi", "Sigrid", "Ragnhild", "Øydis"],
    "m": ["Ola", "Per", "Lars", "Bjørn", "Kjell", "Øyvind", "Håkon", "Åge", "Sverre", "Torbjørn", "Sindre", "Jørgen"],
    "families": [(name, name) for name in
                 ["Hansen", "Johansen", "Olsen", "Larsen", "Bjørnstad", "Ødegård", "Åsheim", "Myhre", "Sæther", "Lie",
                  "Strand", "Solbakken", "Haugen", "Bråten", "Nygård", "Fjeld", "Tømte", "Aamodt"]],
}

# key, name, country, locale, what the group in focus is, places, brand, since when the register of involvement is kept
ORGANISATIONS = [
    ("litomerice", "Město Litoměřice", "CZ", "cs", "youth", ["Litoměřice", "Žitenice", "Křešice"], "#7a1f3d", "2021-01-01"),
    ("chrudim", "Město Chrudim", "CZ", "cs", "women", ["Chrudim", "Slatiňany", "Sobětuchy"], "#0b5d3b", "2020-06-01"),
    ("valasske-mezirici", "Město Valašské Meziříčí", "CZ", "cs", "seniors",
     ["Valašské Meziříčí", "Krhová", "Poličná"], "#1b3f7a", "2019-01-01"),
    ("prachatice", "Město Prachatice", "CZ", "cs", "disability", ["Prachatice", "Husinec", "Lhenice"], "#8a4b00", "2022-01-01"),
    ("usti", "Dobrovolnické centrum Ústí nad Labem", "CZ", "cs", "excluded",
     ["Ústí nad Labem", "Trmice", "Předlice"], "#5b2a86", "2025-01-01"),
    ("nordvik", "Nordvik kommune", "NO", "nb", "youth", ["Nordvik", "Sørbygda", "Åsgrenda"], "#1b3f7a", "2021-01-01"),
]

GROUP_WORDS = {"cs": {"youth": "mládež", "women": "ženy", "seniors": "senioři", "disability": "lidé s postižením",
                      "excluded": "sociálně vyloučení"},
               "nb": {"youth": "ungdom", "women": "kvinner", "seniors": "eldre", "disability": "funksjonsnedsettelse",
                      "excluded": "sosialt ekskluderte"}}


def people(organisation, count, random):
    """Rows of a contact file as a town would keep it."""
    key, _, country, locale, focus, places, _, _ = organisation
    names = NORWEGIAN if country == "NO" else CZECH
    rows = []
    for number in range(1, count + 1):
        gender = random.choice("fm")
        given = random.choice(names[gender])
        family = random.choice(names["families"])[0 if gender == "m" else 1]
        group = focus if random.random() < 0.5 else random.choice(["youth", "women", "seniors", "disability", "excluded"])
        if group == "women" and gender == "m":
            group = "seniors"
        year = {"youth": (1998, 2010), "seniors": (1936, 1960)}.get(group, (1950, 2006))
        has_mail = random.random() < 0.75
        has_phone = random.random() < 0.7 or not has_mail
        phone = ""
        if has_phone:
            phone = (f"{random.choice([41, 45, 46, 47, 90, 91, 95, 97, 98, 99])}{random.randrange(10**6):06d}" if country == "NO"
                     else f"{random.choice([601, 603, 605, 607, 720, 724, 731, 737, 774, 777])} "
                          f"{random.randrange(1000):03d} {random.randrange(1000):03d}")
        rows.append({
            "id": f"{key}-{number:04d}", "given": given, "family": family, "gender": gender,
            "birth": random.randint(*year), "email": f"osoba{number:04d}@{key}.example" if has_mail else "",
            "phone": phone, "place": random.choice(places), "group": GROUP_WORDS[locale][group],
            "language": random.choice(["nb", "nb", "nn"]) if country == "NO" else "cs"})
    return rows
