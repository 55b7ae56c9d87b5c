"""Work in ONLYOFFICE's engine as a clerk would, without a window; run in a process of its own.

usage: onlyoffice_driver.py JOBS.json

JOBS is a list of jobs: {"open": path, "steps": [[name, argument, ...], ...]}. Steps:
  type SHEET {CELL: TEXT}   type texts into cells, where the cell's format decides what they become
  activate SHEET            show a sheet; of several sheets csv holds this one
  recalculate               reckon every formula anew
  save PATH                 save in the format that the ending names

Without a licence the engine prints a line and tries to put a watermark on the sheet shown when it saves. A protected
sheet refuses it.
"""

import json
import pathlib
import sys

import docbuilder


def step(builder, api, name, *arguments):
    if name == "type":
        sheet = api.Call("GetSheet", arguments[0])
        for cell, text in arguments[1].items():
            sheet.Call("GetRange", cell).Call("SetValue", text)
    elif name == "activate":
        api.Call("GetSheet", arguments[0]).Call("SetActive")
    elif name == "recalculate":
        api.Call("RecalculateAllFormulas")
    elif name == "save":
        save(builder, pathlib.Path(arguments[0]))
    else:
        raise ValueError(name)


def save(builder, path):
    if builder.SaveFile(path.suffix[1:], str(path)) or not path.is_file():
        raise RuntimeError(f"cannot save {path}")


def run(builder, job):
    if builder.OpenFile(job["open"], ""):
        raise RuntimeError(f"cannot open {job['open']}")
    scope = builder.GetContext().CreateScope()
    api = builder.GetContext().GetGlobal()["Api"]
    for name, *arguments in job["steps"]:
        step(builder, api, name, *arguments)
    del api, scope  # before the file, to which they belong
    builder.CloseFile()


def main():
    jobs = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
    builder = docbuilder.CDocBuilder()
    for job in jobs:
        run(builder, job)


if __name__ == "__main__":
    main()
