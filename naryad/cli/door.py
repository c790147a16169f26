"""The one door of the command line: gathers the commands of every noun."""

from __future__ import annotations

import typer

from naryad.cli import audit, catalog, mail, month, office, people, serving, suggest, work

app = typer.Typer(
    name="naryad",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Workload norms, typed work, output, audit and piece-rate pay for one office.",
)
app.command("init")(office.init)
app.command("demo")(serving.demo)
app.command("serve")(serving.serve)
app.command("web")(serving.web)
app.command("gate")(serving.gate)
app.add_typer(people.staff_commands, name="staff")
app.add_typer(people.token_commands, name="token")
app.add_typer(catalog.commands, name="catalog")
app.add_typer(work.call_commands, name="calls")
app.add_typer(mail.commands, name="mail")
app.command("output")(work.output)
app.add_typer(audit.commands, name="audit")
app.add_typer(suggest.commands, name="suggest")
app.add_typer(month.rate_commands, name="rate")
app.add_typer(month.commands, name="month")
app.command("export")(month.export)
app.command("verify")(office.verify)


def main() -> None:
    """Run the command named on the command line."""
    app()
