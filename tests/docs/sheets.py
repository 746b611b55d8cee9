#!/usr/bin/env python3
"""What a class is handed agrees with the files: the questions of lesson 1's sheet are asked and answered in the words of the
scenario, five of them and none about what everybody knows; the wishes on a role sheet are in the order and have the weights of the
actor's payoff; every lesson names what the class needs. Needs PyYAML."""
import pathlib
import re
import sys

import yaml

TOP = pathlib.Path(__file__).resolve().parents[2]
TEACHING = TOP / "docs" / "teaching"
KNOWN = {"western_war", "members_response", "tokayev_answer", "western_role"}  # a war, an ally's leaving, who stayed whose partner
ROLES = {"Tokayev": "tokayev", "Moscow": "russia", "Beijing": "china"}


def sheet(scenario):
    rows = re.findall(r"^\| (.*?) \| \|$", (TEACHING / "01-surprise-audit.md").read_text(encoding="utf-8"), re.MULTILINE)
    asked, problems = {}, []
    for row in rows:
        head = re.fullmatch(r"\*\*\d+\. (.*)\*\* \(`(\w+)`\)", row)
        if head:
            node = head.group(2)
            asked[node] = []
            if scenario["nodes"][node]["ask"] != head.group(1):
                problems.append(f"sheet: {node} asks otherwise")
        else:
            asked[node].append(row)
    for node, answers in asked.items():
        item = scenario["nodes"][node]
        if answers != [b["label"] for b in (item.get("chance") or item.get("options")).values()]:
            problems.append(f"sheet: {node} has other answers")
    if len(asked) != 5 or KNOWN & set(asked):
        problems.append(f"sheet: the questions are {sorted(asked)}")
    return problems


def roles(scenario):
    text = (TEACHING / "roles.md").read_text(encoding="utf-8")
    for name, actor in ROLES.items():
        part = text.split(f"\n## {name}\n")[1].split("\n## ")[0]
        said = [int(n) for n in re.findall(r"\((\d+)(?: of 100)?\)", part)]
        written = [round(100 * float(n)) for n in re.findall(r"(?:^|\+ )(0\.\d+) \*", scenario["actors"][actor]["payoff"])]
        if said != sorted(written, reverse=True):
            yield f"roles: {name} wants {said}, the file says {sorted(written, reverse=True)}"


def main():
    scenario = yaml.safe_load((TOP / "scenarios" / "crossroads.yaml").read_text(encoding="utf-8"))
    problems = sheet(scenario) + list(roles(scenario))
    lessons = sorted(TEACHING.glob("0*.md"))
    problems += [f"{page.name}: what does the class need?" for page in lessons if "**The class needs** " not in page.read_text(encoding="utf-8")]
    print(f"{len(lessons)} lessons", *problems, sep="\n")
    sys.exit(bool(problems) or len(lessons) < 8)


main()
