"""Settings: read once, the environment over the file, and nothing unknown passes in silence."""

import dataclasses
from pathlib import Path

import pytest

from navette.core.errors import Local
from navette.settings import OTHER_NAMES, Settings, load


def refusal(environ: dict[str, str]) -> tuple[str, str]:
    with pytest.raises(Local, match="settings") as caught:
        load(environ)
    return str(caught.value.data["name"]), str(caught.value.data["problem"])


def test_an_empty_environment_gives_the_defaults() -> None:
    assert load({}) == Settings()
    assert Settings().production
    assert Settings().metrics_host == "127.0.0.1"


def test_settings_do_not_change_once_read() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Settings().port = 1  # type: ignore[misc]


def test_each_kind_of_value() -> None:
    settings = load({"NAVETTE_PORT": "0", "NAVETTE_DATA_DIR": "/srv/n", "NAVETTE_PRODUCTION": "false", "PATH": "/bin"})
    assert (settings.port, settings.data_dir, settings.production) == (0, Path("/srv/n"), False)


def test_the_environment_wins_over_the_file_and_the_command_line_over_both(tmp_path: Path) -> None:
    file = tmp_path / "navette.toml"
    file.write_text('port = 1\nhost = "::1"\nproduction = false\nlog_level = "debug"\n')
    settings = load({"NAVETTE_CONFIG": str(file), "NAVETTE_PORT": "2", "NAVETTE_HOST": "0.0.0.0"}, host="127.0.0.2")
    assert (settings.port, settings.host, settings.production) == (2, "127.0.0.2", False)
    assert settings.log_level == "debug"


def test_the_command_line_is_held_to_the_same_rules(tmp_path: Path) -> None:
    assert load({}, data_dir=tmp_path, tls_cert=None).data_dir == tmp_path
    for given in ({"port": 70000}, {"prot": 1}, {"data_dir": 1}):
        with pytest.raises(Local, match="settings"):
            load({}, **given)


def test_a_value_can_come_from_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "origin"
    secret.write_text("gier.example\n")
    assert load({"NAVETTE_ORIGIN_FILE": str(secret)}).origin == "gier.example"
    assert refusal({"NAVETTE_ORIGIN_FILE": str(tmp_path / "none")}) == ("NAVETTE_ORIGIN_FILE", "FileNotFoundError")


@pytest.mark.parametrize("name", ["NAVETTE_PROT", "NAVETTE_", "NAVETTE_PROT_FILE", "NAVETTE_FILE"])
def test_an_unknown_name_refuses_to_start(name: str) -> None:
    assert refusal({name: "1"}) == (name, "unknown")


def test_the_names_of_clients_do_not_stop_a_server() -> None:
    assert load(dict.fromkeys(OTHER_NAMES - {"NAVETTE_CONFIG"}, "x")) == Settings()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("port", "8o80"),
        ("port", "65536"),
        ("port", "-1"),
        ("max_blob_mb", "0"),
        ("production", "maybe"),
        ("log_level", "loud"),
        ("rate_per_minute", ""),
    ],
)
def test_a_value_of_the_wrong_form_is_named(name: str, value: str) -> None:
    assert refusal({f"NAVETTE_{name.upper()}": value})[0] == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("prot = 1", "prot"),
        ("port = true", "port"),
        ("port = 1.5", "port"),
        ("host = 1", "host"),
        ("production = 2", "production"),
        ("port = ", "NAVETTE_CONFIG"),
    ],
)
def test_the_file_is_held_to_the_same_rules(tmp_path: Path, text: str, name: str) -> None:
    file = tmp_path / "navette.toml"
    file.write_text(text)
    assert refusal({"NAVETTE_CONFIG": str(file)})[0] == name


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert refusal({"NAVETTE_CONFIG": str(tmp_path / "none.toml")}) == ("NAVETTE_CONFIG", "FileNotFoundError")


def test_a_certificate_without_its_private_half_is_refused() -> None:
    assert refusal({"NAVETTE_TLS_CERT": "cert.pem"})[0] == "tls_cert, tls_key"
    assert load({"NAVETTE_TLS_CERT": "c.pem", "NAVETTE_TLS_KEY": "k.pem"}).tls_key == Path("k.pem")
    assert load({"NAVETTE_TLS_CERT": ""}).tls_cert is None


@pytest.mark.parametrize("domain", ["cpts.example", "fiches.cpts.example", "example"])
def test_passkeys_are_made_for_the_site_or_a_domain_above(domain: str) -> None:
    environ = {"NAVETTE_PUBLIC_URL": "https://Fiches.cpts.example:8443", "NAVETTE_PASSKEY_DOMAIN": domain}
    assert load(environ).passkey_domain == domain


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://fiches.cpts.example", "other.example"),
        ("https://fiches.cpts.example", "pts.example"),
        ("https://fiches.cpts.example", "a.fiches.cpts.example"),
        ("", "cpts.example"),
    ],
)
def test_passkeys_of_elsewhere_would_open_nothing(url: str, domain: str) -> None:
    assert refusal({"NAVETTE_PUBLIC_URL": url, "NAVETTE_PASSKEY_DOMAIN": domain})[0] == "passkey_domain"
