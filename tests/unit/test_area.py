"""Areas and their many names."""

from importlib.resources import files

import pytest

from monitor.domain.area import AreaTable

HEADER = (
    "urn,la_code,name,listing_name,aliases,needs_context,region,neighbours,listing_order,former_urns,"
    "predecessors"
)
TABLE = "\n".join(
    [
        HEADER,
        "90001,701,Ashbourne Vale,Ashbourne Vale Borough Council,Ashbourne,,Midlands,702|703,1,701,Old",
        "90002,702,Port Merrow,Port Merrow City Council,Merrow City|Merrow|the Port,Merrow,Coast,701,2,,",
        "90003,703,Tarn & Fellwick,Tarn & Fellwick Council,,,Coast,,3,,",
        "9000004,704,Stow-on-Merrow,London Borough of Stow-on-Merrow,,,Coast,,4,,",
        '90005,705,Kestrelshire,Kestrelshire County Council,"Kestrelshire, County of|Merrow",,Midlands,,5,,',
        "90006,,Isles of Quill,Council of the Isles of Quill,,,,,,,",
    ]
)


@pytest.fixture(scope="module")
def table() -> AreaTable:
    return AreaTable.from_csv_text(TABLE)


def test_a_row_in_full(table: AreaTable) -> None:
    area = table.by_urn("90001")
    assert area is not None
    assert (area.id, area.la_code, area.name, area.region) == ("701", "701", "Ashbourne Vale", "Midlands")
    assert (area.aliases, area.neighbours, area.listing_order) == (("Ashbourne",), ("702", "703"), 1)
    assert (area.former_urns, area.predecessors) == (("701",), ("Old",))


def test_found_by_number(table: AreaTable) -> None:
    assert table.by_urn("701") is table.by_id("701") is table.by_urn("90001")
    assert table.by_id("90006") is table.by_urn("90006")
    assert table.by_urn("80999") is None
    assert (len(table), [area.listing_order for area in table]) == (6, [1, 2, 3, 4, 5, None])


@pytest.mark.parametrize(
    ("text", "urn"),
    [
        ("ashbourne vale", "90001"),
        ("Ashbourne Vale Borough Council", "90001"),
        ("Ashbourne Vale Council", "90001"),
        ("Ashbourne Vale Metropolitan Borough Council", "90001"),
        ("Borough of Ashbourne Vale", "90001"),
        (" Ashbourne  Vale ", "90001"),
        ("The Port", "90002"),
        ("Port Merrow, City of", "90002"),
        ("Tarn and Fellwick", "90003"),
        ("Tarn & Fellwick council", "90003"),
        ("Royal Borough of Tarn and Fellwick", "90003"),
        ("Stow on Merrow", "9000004"),
        ("STOW-ON-MERROW", "9000004"),
        ("Kestrelshire, County of", "90005"),
        ("Isles of Quill", "90006"),
    ],
)
def test_found_by_name(table: AreaTable, text: str, urn: str) -> None:
    found = table.named(text)
    assert found is not None
    assert found.urn == urn


@pytest.mark.parametrize("text", ["Merrow", "Kestrel", "Ashbourne Vales", "Council", "", "London", "90001x"])
def test_ambiguous_or_unknown_names_find_nothing(table: AreaTable, text: str) -> None:
    assert table.named(text) is None


@pytest.mark.parametrize(
    ("title", "urn"),
    [
        ("Ashbourne Vale Local Area Partnership", "90001"),
        ("the Ashbourne Vale Local Area Partnership", "90001"),
        ("Ashbourne Vale Borough Local Area Partnership", "90001"),
        ("Stow-on- Merrow Local\nArea Partnership", "9000004"),
        ("Tarn and Fellwick Local AREA Partnership", "90003"),
        ("Area SEND inspection of Port Merrow Local Area Partnership", "90002"),
        ("the City of Port Merrow Local Area Partnership", "90002"),
        ("Port Merrow City Local Area Partnership", "90002"),
        ("County of Kestrelshire Local Area Partnership", "90005"),
    ],
)
def test_partnership_titles(table: AreaTable, title: str, urn: str) -> None:
    found = table.of_partnership(title)
    assert found is not None
    assert found.urn == urn


def test_unknown_partnership(table: AreaTable) -> None:
    assert table.of_partnership("Upper Quill Local Area Partnership") is None


def test_near_names_for_messages(table: AreaTable) -> None:
    assert table.near("Ashborne Vale")[0] == "Ashbourne Vale"
    assert table.near("kestrelshir") == ("Kestrelshire",)
    assert table.near("xyzzy") == ()


def test_regions(table: AreaTable) -> None:
    assert table.regions() == ("Coast", "Midlands")
    assert [area.urn for area in table.in_region("midlands")] == ["90001", "90005"]
    assert table.in_region("") == table.in_region("Moon") == ()


def test_long_column_names_extra_columns_and_any_order() -> None:
    text = (
        "\ufeffname,ons_code,urn,listing_name_inferred,statistical_neighbours,predecessor_names,note\r\n"
        'Ashbourne Vale,E1,90001,Vale Council,701|702,Old Vale,"a, b"\r\n\r\n'
    )
    (area,) = AreaTable.from_csv_text(text)
    assert (area.listing_name, area.neighbours, area.predecessors) == (
        "Vale Council",
        ("701", "702"),
        ("Old Vale",),
    )
    assert area.id == "90001"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "line 1: column urn: missing"),
        ("urn\n1", "line 1: column name: missing"),
        ("urn,name,name\n1,a,b", "line 1: column name: given twice"),
        ("urn,name\n", "line 2: no areas"),
        ("urn,name\n1,Vale\n2,", "line 3: column name: empty"),
        ("urn,name\n,Vale", "line 2: column urn: empty"),
        ("urn,name\n8x,Vale", "line 2: column urn: '8x' is not a number"),
        ("urn,name,listing_order\n1,Vale,first", "line 2: column listing_order: 'first' is not a number"),
        ("urn,name\n1,Vale\n1,Hill", "line 3: column urn: '1' is also on line 2"),
        (
            "urn,name\n1,Tarn & Fell\n2,Tarn and Fell",
            "line 3: column name: 'Tarn and Fell' is also on line 2",
        ),
        ("urn,name,la_code\n1,Vale,7\n2,Hill,7", "line 3: column la_code: '7' is also on line 2"),
        ("urn,name\n1,Merrow, City of", "line 2: column 3: more cells than the first line has names"),
        ('urn,name\n1,"Vale', "line 2: not CSV"),
    ],
)
def test_mistakes_name_line_and_column(text: str, message: str) -> None:
    with pytest.raises(ValueError) as caught:
        AreaTable.from_csv_text(text)
    assert message in str(caught.value)


def test_the_shipped_table_resolves_every_name_it_gives() -> None:
    table = AreaTable.from_csv_text(files("monitor.data").joinpath("areas.csv").read_text("utf-8"))
    assert len(table) == 153
    for area in table:
        assert table.by_urn(area.urn) is table.by_id(area.id) is area
        assert table.named(area.name) is table.named(area.listing_name) is area
        assert all(table.named(alias) is area for alias in area.aliases)
        assert table.of_partnership(f"the {area.name} Local Area Partnership") is area
        assert all(table.by_urn(old) is area for old in area.former_urns)
        assert all(table.by_id(code) is not None for code in area.neighbours)
