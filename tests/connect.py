"""Connections to PostgreSQL and MySQL that stay open, by the client libraries that come with `psql` and `mariadb`.

A connection has one method: `ask(sql)` carries out one statement and returns its rows, each a tuple of texts, NULL being the text NULL.
What the server does not accept raises `Refused`.
"""

import ctypes
import ctypes.util


class Refused(Exception):
    """What the server says of a statement that it does not accept."""


def library(name, *results):
    """The library, with those of its functions that return a pointer declared so."""
    path = ctypes.util.find_library(name)
    if not path:
        raise SystemExit(f"lib{name} is missing: it comes with the client program of the server")
    found = ctypes.CDLL(path)
    for kind, functions in results:
        for function in functions.split():
            getattr(found, function).restype = kind
    return found


def text(value):
    return "NULL" if value is None else value.decode("utf-8", "backslashreplace")


class Postgres:
    """One session of libpq. https://www.postgresql.org/docs/current/libpq.html"""

    COMMAND_OK, TUPLES_OK, IS_NOT_SHOWN = 1, 2, "-c client_min_messages=error -c statement_timeout=120s"

    def __init__(self, url):
        self.pq = library("pq", (ctypes.c_void_p, "PQconnectdbParams PQexec"), (ctypes.c_char_p, "PQerrorMessage PQresultErrorMessage PQgetvalue"))
        names = (ctypes.c_char_p * 3)(b"dbname", b"options", None)
        values = (ctypes.c_char_p * 3)(url.encode(), self.IS_NOT_SHOWN.encode(), None)
        self.session = ctypes.c_void_p(self.pq.PQconnectdbParams(names, values, 1))
        if self.pq.PQstatus(self.session) != 0:
            raise Refused(text(self.pq.PQerrorMessage(self.session)).strip())

    def ask(self, sql):
        pq = self.pq
        result = ctypes.c_void_p(pq.PQexec(self.session, sql.encode()))
        try:
            if pq.PQresultStatus(result) not in (self.COMMAND_OK, self.TUPLES_OK):
                raise Refused(text(pq.PQresultErrorMessage(result)).strip() or "the statement is empty")
            columns = range(pq.PQnfields(result))
            value = lambda row, column: None if pq.PQgetisnull(result, row, column) else pq.PQgetvalue(result, row, column)
            return [tuple(text(value(row, column)) for column in columns) for row in range(pq.PQntuples(result))]
        finally:
            pq.PQclear(result)

    def reset(self):
        """Forgets settings, temporary tables and all else that belongs to the session."""
        self.ask("DISCARD ALL")

    def close(self):
        self.pq.PQfinish(self.session)


class MySql:
    """One session of MariaDB's connector, which speaks to MySQL as well. https://mariadb.com/docs/connectors/mariadb-connector-c"""

    CHARACTER_SET, READ_TIMEOUT = 7, 11

    def __init__(self, port, database):
        pointers = "mysql_init mysql_real_connect mysql_store_result mysql_fetch_row mysql_fetch_lengths"
        self.c = library("mariadb", (ctypes.c_void_p, pointers), (ctypes.c_char_p, "mysql_error"))
        self.session = ctypes.c_void_p(self.c.mysql_init(None))
        self.c.mysql_options(self.session, self.CHARACTER_SET, b"utf8mb4")
        self.c.mysql_options(self.session, self.READ_TIMEOUT, ctypes.byref(ctypes.c_uint(120)))
        name = database.encode() if database else None
        if not self.c.mysql_real_connect(self.session, b"127.0.0.1", b"root", b"", name, port, None, ctypes.c_ulong(0)):
            raise Refused(text(self.c.mysql_error(self.session)))

    def ask(self, sql):
        c, sent = self.c, sql.encode()
        if c.mysql_real_query(self.session, sent, ctypes.c_ulong(len(sent))):
            raise Refused(text(c.mysql_error(self.session)))
        result = ctypes.c_void_p(c.mysql_store_result(self.session))
        if not result:
            return []
        try:
            return list(self.rows(result))
        finally:
            c.mysql_free_result(result)

    def rows(self, result):
        columns = range(self.c.mysql_num_fields(result))
        while row := self.c.mysql_fetch_row(result):
            starts = ctypes.cast(row, ctypes.POINTER(ctypes.c_void_p))
            lengths = ctypes.cast(self.c.mysql_fetch_lengths(result), ctypes.POINTER(ctypes.c_ulong))
            yield tuple(text(ctypes.string_at(starts[i], lengths[i]) if starts[i] else None) for i in columns)

    def reset(self):
        """Forgets settings, temporary tables and all else that belongs to the session; it stays in its database."""
        if self.c.mysql_reset_connection(self.session):
            raise Refused(text(self.c.mysql_error(self.session)))

    def close(self):
        self.c.mysql_close(self.session)
