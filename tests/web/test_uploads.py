import pytest

from portal.web.uploads import UploadProblem, UploadRefused, check_upload

PDF = b"%PDF-1.7\n" + b"x" * 100
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 100
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0" + b"\0" * 100
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 100
LIMIT = 1000


@pytest.mark.parametrize(
    ("name", "claimed", "content", "sent_as"),
    [
        ("passport.pdf", "application/pdf", PDF, "application/pdf"),
        ("SCAN.PDF", "application/pdf; x=y", PDF, "application/pdf"),
        ("photo.png", "image/png", PNG, "image/png"),
        ("photo.jpg", "image/jpeg", JPEG, "image/jpeg"),
        ("photo.JPEG", "image/jpg", JPEG, "image/jpeg"),
        ("IMG_0001.HEIC", "image/heic", HEIC, "image/heic"),
        ("IMG_0001.heic", "image/heif", HEIC, "image/heic"),
        ("unknown-to-the-browser.heic", "application/octet-stream", HEIC, "image/heic"),
        ("no-claim.pdf", "", PDF, "application/pdf"),
    ],
)
def test_honest_files_go_on_under_their_proven_type(
    name: str, claimed: str, content: bytes, sent_as: str
) -> None:
    upload = check_upload(name, claimed, content, limit=LIMIT)
    assert (upload.file_name, upload.content_type, upload.content) == (name, sent_as, content)


@pytest.mark.parametrize(
    "name",
    ["Zaświadczenie ą.pdf", "كشف راتب.pdf", "گذر\u200cنامه.pdf", "a.b.c.pdf", " spaced.pdf "],  # noqa: RUF001
)
def test_names_in_any_script_are_kept(name: str) -> None:
    assert check_upload(name, "application/pdf", PDF, limit=LIMIT).file_name == name.strip()


def problem_of(name: str, claimed: str, content: bytes) -> UploadProblem:
    with pytest.raises(UploadRefused) as refused:
        check_upload(name, claimed, content, limit=LIMIT)
    return refused.value.problem


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd.pdf",
        "..\\evil.pdf",
        "C:\\scan.pdf",
        ".hidden.pdf",
        "line\r\nbreak.pdf",
        "nul\0.pdf",
        "tab\t.pdf",
        "invoice\u202efdp.exe.pdf",
        "zero\u200bwidth.pdf",
        'quo"te.pdf',
        "<script>.pdf",
        "x" * 117 + ".pdf",
    ],
)
def test_hostile_names_are_refused(name: str) -> None:
    assert problem_of(name, "application/pdf", PDF) is UploadProblem.NAME


@pytest.mark.parametrize(
    ("name", "claimed", "content", "problem"),
    [
        ("", "application/pdf", PDF, UploadProblem.MISSING),
        ("  ", "application/pdf", PDF, UploadProblem.MISSING),
        ("a.pdf", "application/pdf", b"", UploadProblem.EMPTY),
        ("a.pdf", "application/pdf", PDF + b"x" * LIMIT, UploadProblem.TOO_LARGE),
        ("a.exe", "application/pdf", PDF, UploadProblem.TYPE),
        ("passport.pdf.exe", "application/pdf", PDF, UploadProblem.TYPE),
        ("a.svg", "image/svg+xml", b"<svg/>", UploadProblem.TYPE),
        ("pdf", "application/pdf", PDF, UploadProblem.TYPE),
        ("a.pdf", "text/html", PDF, UploadProblem.CONTENT),
        ("a.pdf", "image/png", PDF, UploadProblem.CONTENT),
        ("a.pdf", "application/pdf", b"<html>%PDF-1.7", UploadProblem.CONTENT),
        ("a.pdf", "application/pdf", b"MZ" + b"\0" * 100, UploadProblem.CONTENT),
        ("a.png", "image/png", JPEG, UploadProblem.CONTENT),
        (
            "a.jpg",
            "image/jpeg",
            b"<svg xmlns='http://a.b/'/>",
            UploadProblem.CONTENT,
        ),
    ],
)
def test_other_files_are_refused(
    name: str, claimed: str, content: bytes, problem: UploadProblem
) -> None:
    assert problem_of(name, claimed, content) is problem


def test_a_file_of_exactly_the_limit_is_taken() -> None:
    content = PDF.ljust(LIMIT, b"x")
    assert check_upload("a.pdf", "application/pdf", content, limit=LIMIT).content == content
