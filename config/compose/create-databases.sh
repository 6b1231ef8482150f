#!/bin/sh
# Runs once, when PostgreSQL makes its data folder. Synapse asks for the C locale.
set -eu
psql --set=ON_ERROR_STOP=1 --username=postgres --set=password="$POSTGRES_PASSWORD" <<'SQL'
create role synapse login password :'password';
create role parta login password :'password';
create database synapse owner synapse encoding 'UTF8' locale 'C' template template0;
create database parta owner parta encoding 'UTF8' template template0;
SQL
