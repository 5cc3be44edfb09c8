using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Npgsql;

namespace WellIntake.Modules.Platform.Persistence.Postgres;

/// <summary>
/// Reads <c>postgres://user:password@host:port/database?sslmode=…</c>, the form that hosting services hand out. Not by
/// <see cref="Uri"/>, whose errors and normalisation do not fit passwords. What is wrong is named; no value is repeated.
/// </summary>
internal static class PostgresUrl
{
    private static readonly string[] Schemes = ["postgres://", "postgresql://"];

    public static bool Matches(string text) =>
        Array.Exists(Schemes, scheme => text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase));

    public static bool TryRead(
        string url, [NotNullWhen(true)] out NpgsqlConnectionStringBuilder? settings, [NotNullWhen(false)] out string? problem)
    {
        var read = new NpgsqlConnectionStringBuilder();
        var (rest, query) = Split(url[(url.IndexOf("://", StringComparison.Ordinal) + 3)..], '?');
        var (authority, database) = Split(rest, '/');
        var at = authority.LastIndexOf('@');
        if (at >= 0)
        {
            var (user, password) = Split(authority[..at], ':');
            Set(user, value => read.Username = value);
            Set(password, value => read.Password = value);
        }

        Set(database, value => read.Database = value);
        problem = ReadHost(authority[(at + 1)..], read) ?? ReadQuery(query, read);
        if (problem is null && string.IsNullOrEmpty(read.Host))
            problem = "names no host";
        if (problem is null && string.IsNullOrEmpty(read.Database) && string.IsNullOrEmpty(read.Username))
            problem = "names no database";
        settings = problem is null ? read : null;
        return problem is null;
    }

    private static string? ReadHost(string text, NpgsqlConnectionStringBuilder read)
    {
        if (text.Contains(',', StringComparison.Ordinal))
            return "names several hosts; one is supported";

        string host, port;
        if (text.StartsWith('['))
        {
            var end = text.IndexOf(']', StringComparison.Ordinal);
            if (end < 0)
                return "has an IPv6 address without its closing bracket";
            (host, port) = (text[1..end], text[(end + 1)..].TrimStart(':'));
        }
        else
        {
            (host, port) = Split(text, ':');
        }

        Set(host, value => read.Host = value);
        return port.Length == 0 ? null : ReadPort(port, read);
    }

    private static string? ReadPort(string text, NpgsqlConnectionStringBuilder read)
    {
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is < 1 or > 65_535)
            return "has a port that is not a number from 1 to 65535";
        read.Port = port;
        return null;
    }

    private static string? ReadQuery(string query, NpgsqlConnectionStringBuilder read)
    {
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, raw) = Split(pair, '=');
            var value = Uri.UnescapeDataString(raw);
            switch (name.ToLowerInvariant())
            {
                case "sslmode" when SslModeOf(value) is { } mode:
                    read.SslMode = mode;
                    break;
                case "channel_binding" when Enum.TryParse<ChannelBinding>(value, ignoreCase: true, out var binding):
                    read.ChannelBinding = binding;
                    break;
                case "connect_timeout" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= 1024:
                    read.Timeout = seconds;
                    break;
                case "port":
                    if (ReadPort(value, read) is { } problem)
                        return problem;
                    break;
                case "host":
                    read.Host = value;
                    break;
                case "user":
                    read.Username = value;
                    break;
                case "password":
                    read.Password = value;
                    break;
                case "dbname":
                    read.Database = value;
                    break;
                case "application_name":
                    read.ApplicationName = value;
                    break;
                case "options":
                    read.Options = value;
                    break;
                case "sslrootcert":
                    read.RootCertificate = value;
                    break;
                case "sslcert":
                    read.SslCertificate = value;
                    break;
                case "sslkey":
                    read.SslKey = value;
                    break;
                case "sslmode" or "channel_binding" or "connect_timeout":
                    return $"has a value for {name.ToLowerInvariant()} that PostgreSQL does not know";
                default:
                    // Not named: an unescaped & in a password would put a part of it here.
                    return "has a parameter after the ? that is not supported "
                        + "(sslmode, sslrootcert, sslcert, sslkey, channel_binding, connect_timeout, application_name, options are)";
            }
        }

        return null;
    }

    private static SslMode? SslModeOf(string text) => text.ToLowerInvariant() switch
    {
        "disable" => SslMode.Disable,
        "allow" => SslMode.Allow,
        "prefer" => SslMode.Prefer,
        "require" => SslMode.Require,
        "verify-ca" => SslMode.VerifyCA,
        "verify-full" => SslMode.VerifyFull,
        _ => null,
    };

    private static void Set(string text, Action<string> set)
    {
        if (text.Length > 0)
            set(Uri.UnescapeDataString(text));
    }

    private static (string Before, string After) Split(string text, char separator)
    {
        var at = text.IndexOf(separator, StringComparison.Ordinal);
        return at < 0 ? (text, "") : (text[..at], text[(at + 1)..]);
    }
}
