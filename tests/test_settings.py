import dataclasses
import itertools
import stat
from pathlib import Path

import pytest
from dotenv import dotenv_values

from bot import settings
from bot.settings import VARIABLES, Problem, Settings, SettingsError

ROOT = Path(__file__).parent.parent


def problems(**environment: str) -> dict[str, str]:
    with pytest.raises(SettingsError) as refused:
        settings.read(environment)
    return {problem.variable: problem.code for problem in refused.value.problems}


def test_nothing_set_gives_every_default() -> None:
    found = settings.read({})
    assert found == Settings()
    assert found.database_url == "sqlite:///closeloop.db"
    assert (found.http_host, found.http_port) == ("127.0.0.1", 8080)
    assert found.slack_api_url == "https://slack.com/api/"
    assert found.feishu_domain == "https://open.feishu.cn"
    assert (found.log_level, found.log_format) == ("info", "text")
    assert found.platforms == ()


def test_a_variable_set_to_nothing_is_not_set() -> None:
    assert settings.read(dict.fromkeys(VARIABLES, "  ")) == Settings()


def test_every_mistake_is_told_at_once_and_as_data() -> None:
    assert problems(
        HTTP_PORT="70000",
        INTAKE_RATE="many",
        LOG_LEVEL="loud",
        LOG_FORMAT="xml",
        DATABASE_URL="mysql://localhost/desk",
        SLACK_API_URL="slack.com/api",
        FIRST_ADMIN="li",
        MAIL_FROM="nobody",
        APP_SECRET="short",
    ) == {
        "HTTP_PORT": "out_of_range",
        "INTAKE_RATE": "not_a_number",
        "LOG_LEVEL": "not_one_of",
        "LOG_FORMAT": "not_one_of",
        "DATABASE_URL": "database_shape",
        "SLACK_API_URL": "url_shape",
        "FIRST_ADMIN": "first_admin",
        "MAIL_FROM": "mail_from",
        "APP_SECRET": "too_short",
    }


@pytest.mark.parametrize(
    ("variable", "written", "code"),
    [
        ("DATABASE_URL", "sqlite://", "sqlite_shape"),
        ("DATABASE_URL", "sqlite:///", "sqlite_shape"),
        ("DATABASE_URL", "sqlite:///:memory:", "sqlite_memory"),
        ("DATABASE_URL", "postgres://u:p@h/d", "database_shape"),
        ("DATABASE_URL", "postgresql+psycopg://u:p@h:port/d", "url_shape"),
        ("DATABASE_URL", "postgresql+psycopg://u:p@/d?host=", "url_shape"),
        ("HTTP_PORT", "-1", "not_a_number"),
        ("HTTP_PORT", "８０８０", "not_a_number"),
        ("HTTP_HOST", "http://here", "host"),
        ("INTAKE_RATE", "0", "out_of_range"),
        ("SLACK_BOT_TOKEN", "xapp-1-A", "token_shape"),
        ("SLACK_APP_TOKEN", "xoxb-1-A", "token_shape"),
        ("SLACK_SIGNING_SECRET", "two words", "spaces"),
        ("FEISHU_INTAKE", "carrier-pigeon", "not_one_of"),
        ("MAIL_IMAP_URL", "pop3://u:p@h", "url_shape"),
        ("FIRST_ADMIN", "slack:U1", "first_admin"),
        ("FEISHU_APP_ID", "app", "feishu_app_id"),
    ],
)
def test_a_value_that_cannot_be_right_is_refused(variable: str, written: str, code: str) -> None:
    assert problems(**{variable: written}) == {variable: code}


@pytest.mark.parametrize(
    "written",
    ["xoxb-your-token", "changeme", "xoxb-xxxx-xxxx", "<token>", "xoxb-...", "change-me", "secret"],
)
def test_an_example_left_in_place_is_not_a_token(written: str) -> None:
    assert problems(SLACK_BOT_TOKEN=written) == {"SLACK_BOT_TOKEN": "placeholder"}


def test_a_refusal_never_repeats_what_was_written() -> None:
    with pytest.raises(SettingsError) as refused:
        settings.read({"SLACK_BOT_TOKEN": "hunter2-hunter2", "DATABASE_URL": "hunter2"})
    assert "hunter2" not in repr(refused.value.problems) + str(refused.value)


def test_secrets_show_nowhere_but_where_they_are_asked_for() -> None:
    found = settings.read(
        {
            "SLACK_BOT_TOKEN": "xoxb-1234-hunter2",
            "DATABASE_URL": "postgresql+psycopg://desk:hunter2@db/desk",
            "MAIL_SMTP_URL": "smtps://desk:hunter2@mail.acme.com",
        }
    )
    shown = f"{found!r} {found.slack_bot_token} {found.slack_bot_token!r} {found.store_name}"
    assert "hunter2" not in shown
    assert "hunter2" not in repr(dataclasses.asdict(found)["slack_bot_token"])
    assert found.slack_bot_token.reveal() == "xoxb-1234-hunter2"
    assert found.store_name == "postgresql://db/desk"
    assert {s.reveal() for s in found.secrets} == {
        "xoxb-1234-hunter2",
        "smtps://desk:hunter2@mail.acme.com",
    }


@pytest.mark.parametrize(
    ("environment", "missing"),
    [
        ({}, (("SLACK_BOT_TOKEN",), ("SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"))),
        ({"SLACK_APP_TOKEN": "xapp-1"}, (("SLACK_BOT_TOKEN",),)),
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, (("SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"),)),
    ],
)
def test_what_slack_still_needs_is_named(
    environment: dict[str, str], missing: tuple[tuple[str, ...], ...]
) -> None:
    found = settings.read(environment)
    assert found.missing("slack") == missing
    assert found.platforms == ()
    assert found.half_configured == (("slack",) if environment else ())


@pytest.mark.parametrize("other", [{"SLACK_APP_TOKEN": "xapp-1"}, {"SLACK_SIGNING_SECRET": "s1"}])
def test_slack_needs_a_bot_token_and_one_way_in(other: dict[str, str]) -> None:
    found = settings.read({"SLACK_BOT_TOKEN": "xoxb-1", **other})
    assert found.platforms == ("slack",)
    assert found.half_configured == ()


def test_feishu_over_http_needs_a_way_to_tell_a_forgery() -> None:
    both = {"FEISHU_APP_ID": "cli_1", "FEISHU_APP_SECRET": "s1"}
    assert settings.read(both).platforms == ("feishu",)
    over_http = settings.read({**both, "FEISHU_INTAKE": "http"})
    assert over_http.missing("feishu") == (("FEISHU_ENCRYPT_KEY", "FEISHU_VERIFICATION_TOKEN"),)


def test_the_real_environment_wins_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".env").write_bytes(
        b"\xef\xbb\xbfHTTP_PORT=1111\r\nHTTP_HOST=10.0.0.1\r\n"
        b"SLACK_SIGNING_SECRET='a$b${c}#d'\r\nNONSENSE\r\n"
    )
    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("HTTP_PORT", "2222")
    found = settings.load(tmp_path)
    assert (found.http_host, found.http_port) == ("10.0.0.1", 2222)
    assert found.slack_signing_secret.reveal() == "a$b${c}#d"


def test_an_env_file_that_is_not_text_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / ".env").write_bytes("MAIL_FROM=客服".encode("gbk"))
    with pytest.raises(SettingsError) as refused:
        settings.load(tmp_path)
    assert refused.value.problems == (Problem(".env", "not_utf8"),)


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "zh_TW"}, "zh"),
        ({}, "en"),
    ],
)
def test_the_terminal_is_answered_in_its_language(
    environment: dict[str, str], language: str
) -> None:
    assert settings.read(environment).language == language


def test_the_signing_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    found = settings.read({"DATABASE_URL": f"sqlite:///{tmp_path / 'desk.db'}"})
    made = settings.app_secret(found)
    assert len(made.reveal()) >= 32
    assert settings.app_secret(found) == made
    assert stat.S_IMODE(settings.secret_file(found).stat().st_mode) == 0o600
    assert settings.secret_file(found).parent == tmp_path


def test_a_signing_key_that_is_set_is_used_and_none_is_written(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path / 'desk.db'}"
    found = settings.read({"DATABASE_URL": database, "APP_SECRET": "0123456789abcdef"})
    assert settings.app_secret(found).reveal() == "0123456789abcdef"
    assert list(tmp_path.iterdir()) == []


def test_the_example_file_lists_every_variable_with_its_default_and_a_line_of_comment() -> None:
    file = ROOT / ".env.example"
    assert dict(dotenv_values(file, interpolate=False)) == dict(VARIABLES)
    lines = file.read_text(encoding="utf-8").splitlines()
    for before, line in itertools.pairwise(lines):
        if line and not line.startswith("#"):
            assert before.startswith("# "), line


def test_the_readme_lists_every_variable_with_its_default() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = readme.partition("\n## Settings\n")[2].partition("\n## ")[0]
    rows = [[c.strip() for c in line.split("|")] for line in section.splitlines() if "| `" in line]
    listed = {row[1].strip("`"): row[2].strip("`–") for row in rows}
    assert listed == dict(VARIABLES)
    assert all(row[3] for row in rows)


def test_postgresql_may_be_reached_through_a_sockets_folder() -> None:
    found = settings.read({"DATABASE_URL": "postgresql+psycopg://u@/desk?host=/run/postgresql"})
    assert found.store_name == "postgresql:///desk"


def test_only_a_server_can_be_shared_and_only_with_one_secret() -> None:
    server = {"DATABASE_URL": "postgresql+psycopg://db/desk"}
    shared = {"ENGINE": "procrastinate"}
    secret = {"APP_SECRET": "one-for-all-the-machines"}
    why = [
        settings.read(each).cannot_be_shared
        for each in (
            {},
            shared | secret,
            shared | server,
            shared | server | secret,
            server,
        )
    ]
    assert why == ["", "shared_sqlite", "shared_secret", "", ""]


def test_mail_is_on_with_all_three_of_its_variables_and_is_no_chat_platform() -> None:
    imap = {"MAIL_IMAP_URL": "imaps://u:p@h", "MAIL_SMTP_URL": "smtps://u:p@h"}
    half, whole = settings.read(imap), settings.read({**imap, "MAIL_FROM": "desk@acme.com"})
    assert (half.has_mail, half.half_configured) == (False, ("mail",))
    assert half.missing("mail") == (("MAIL_FROM",),)
    assert (whole.has_mail, whole.platforms, whole.half_configured) == (True, (), ())
