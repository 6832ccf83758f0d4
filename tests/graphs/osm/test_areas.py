"""Files of several countries, each with its usual rights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphs.attributes import ArcClass, Use
from graphs.build import build_network
from graphs.network import Network

if TYPE_CHECKING:
    from pathlib import Path


def test_each_file_follows_the_rules_of_its_area(tmp_path: Path) -> None:
    files = []
    for number, lon in ((1, 3.0), (5, 3.1)):
        file = tmp_path / f"{number}.osm"
        file.write_text(
            f"""<osm version="0.6"><node id="{number}" lat="50" lon="{lon}"/>
            <node id="{number + 1}" lat="50.001" lon="{lon}"/>
            <way id="{number}"><nd ref="{number}"/><nd ref="{number + 1}"/>
            <tag k="highway" v="path"/><tag k="width" v="0.8"/></way>
            </osm>""",
            encoding="utf-8",
        )
        files.append(file)
    build_network(files, tmp_path / "network", areas=["FR", "BE-WAL"])
    net = Network.open(tmp_path / "network")
    column = ArcClass.field_names().index("use_bike")
    use = {
        int(net.way_osm_id[net.edge_way[code >> 1]]): int(net.classes[row, column])
        for code, row in zip(net.arc_edge, net.arc_class, strict=True)
    }
    assert use[1] == Use.FREE
    assert use[5] != Use.FREE
