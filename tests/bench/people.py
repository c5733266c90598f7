# SPDX-License-Identifier: EUPL-1.2
"""A town's list of fictional people as towns have it: numbers written in several ways, households that share an address, cells
left out, slips. The same count and seed give the same file."""
import random

GIVEN = {
    "f": "Jana Marie Eva Hana Anna Lenka Kateřina Lucie Věra Alena Petra Veronika Jaroslava Tereza Martina Michaela Jitka Helena "
         "Ludmila Zdeňka Ivana Monika Eliška Zuzana Markéta Jarmila Barbora Jiřina Marcela Kristýna Natálie Adéla Ingrid Kari "
         "Solveig Astrid Ragnhild".split(),
    "m": "Jiří Jan Petr Josef Pavel Martin Tomáš Jaroslav Miroslav Zdeněk Václav Michal František Jakub Milan Karel Lukáš David "
         "Vladimír Ondřej Ladislav Roman Stanislav Marek Radek Daniel Antonín Vojtěch Filip Adam Miloslav Matěj Bjørn Kjell Øyvind "
         "Torbjørn Håkon".split(),
}
STEMS = ("Vzor Test Ukázk Zkouš Model Příklad Náčrt Nákres Lipov Dubov Březov Habrov Jasan Javor Kaštan Modřín Smrk Borov Vrbov "
         "Olšin Topol Třešň Jabloň Hrušk Ořech Lískov Bezink Šípk Trnk Kalin Rybíz Malin Ostruž Borůvk Brusin Jahod Mát Heřmánk "
         "Šalvěj Tymián").split()
ENDS = {"f": "ová ská ná ická anová ečková íčková ínková".split(), "m": "ý ský ný ický an eček íček ínek".split()}
PLACES = "Lipová Horní_Lhota Dolní_Lhota Krhová Kamenec Nové_Sady Staré_Dvory Podlesí Zálesí Údolí Výšina Nábřeží".split()
GROUPS = ["", "", "", "senioři", "ženy", "mládež", "senioři, ženy", "osoby se zdravotním postižením"]
HEADER = "Jméno;Příjmení;E-mail;Telefon;Rok narození;Obec;Jazyk;Skupina"


def plain(text):
    return text.lower().translate(str.maketrans("áčďéěíňóřšťúůýžøåæ", "acdeeinorstuuyzoaa"))


def phone(rng, number):
    digits = f"{number:09d}"
    spaced = f"{digits[:3]} {digits[3:6]} {digits[6:]}"
    return rng.choice([digits, spaced, spaced, f"+420{digits}", f"+420 {spaced}", f"+420 {spaced}", f"00420 {spaced}",
                       f"{digits[:3]}/{digits[3:]}"])


def write(path, count, seed=1):
    rng = random.Random(seed)
    mail, number = "", ""
    with open(path, "w", encoding="utf-8") as file:
        file.write(HEADER + "\n")
        for i in range(count):
            gender = rng.choice("fm")
            given = rng.choice(GIVEN[gender])
            family = rng.choice(STEMS) + rng.choice(STEMS).lower() + rng.choice(ENDS[gender])
            household = rng.random() < 0.04 # who shares the address of the row before
            if not household:
                mail = f"{plain(given)}.{plain(family)}{i}@obec{i % 500}.test" if rng.random() < 0.8 else ""
                first = rng.choice(["60", "72", "73", "77"]) if rng.random() < 0.93 else "57"
                number = phone(rng, int(f"{first}{rng.randrange(10**7):07d}")) if rng.random() < 0.9 else ""
            slip = rng.random()
            cells = [given, family, mail if slip > 0.003 else "nemá", number if slip < 0.995 else number[:-2],
                     str(rng.randrange(1935, 2010)), rng.choice(PLACES).replace("_", " "),
                     rng.choice(["cs"] * 18 + ["", "nb"]), rng.choice(GROUPS)]
            file.write(";".join(f'"{cell}"' if "," in cell else cell for cell in cells) + "\n")
