using System.Globalization;
using Npgsql;

namespace WellIntake.Modules.Platform.Persistence.Postgres;

/// <summary>A prepared command and its parameters <c>@p0, @p1 …</c> in that order.</summary>
internal sealed class PreparedStatement : IDisposable
{
    private readonly NpgsqlParameter[] _parameters;

    private PreparedStatement(NpgsqlCommand command)
    {
        Command = command;
        _parameters = new NpgsqlParameter[command.Parameters.Count];
        foreach (NpgsqlParameter parameter in command.Parameters)
        {
            if (!parameter.ParameterName.TrimStart('@').StartsWith('p')
                || !int.TryParse(parameter.ParameterName.TrimStart('@').AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                || index >= _parameters.Length)
                throw new ArgumentException("Parameters are named @p0, @p1 … without a gap.", nameof(command));
            _parameters[index] = parameter;
        }
    }

    public NpgsqlCommand Command { get; }

    public static PreparedStatement Make(NpgsqlConnection connection, string sql)
    {
#pragma warning disable CA2100 // Statements are constants of the callers; values travel as parameters.
        var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        try
        {
            NpgsqlCommandBuilder.DeriveParameters(command);
            var statement = new PreparedStatement(command);
            command.Prepare();
            return statement;
        }
        catch
        {
            command.Dispose();
            throw;
        }
    }

    public void SetValues(ReadOnlySpan<object?> values)
    {
        if (values.Length != _parameters.Length)
            throw new ArgumentException($"The statement has {_parameters.Length} parameters, not {values.Length}.", nameof(values));
        for (var i = 0; i < values.Length; i++)
        {
            _parameters[i].Value = values[i] switch
            {
                null => DBNull.Value,
                DateTimeOffset at => at.ToUniversalTime(),
                string or int or long or double or bool or byte[] => values[i],
                var other => throw new ArgumentException($"@p{i}: a {other.GetType().Name} cannot be stored.", nameof(values)),
            };
        }
    }

    public void Dispose() => Command.Dispose();
}
