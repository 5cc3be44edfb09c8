namespace Azure.Messaging.ServiceBus.Administration;

/// <summary>What an entity lets through.</summary>
public readonly struct EntityStatus : IEquatable<EntityStatus>
{
    private readonly string? _value;

    /// <summary>A status by its name.</summary>
    /// <param name="value">The name.</param>
    public EntityStatus(string value) => _value = Check.NotNull(value, nameof(value));

    /// <summary>Everything.</summary>
    public static EntityStatus Active { get; } = new("Active");

    /// <summary>Nothing.</summary>
    public static EntityStatus Disabled { get; } = new("Disabled");

    /// <summary>Receiving only.</summary>
    public static EntityStatus SendDisabled { get; } = new("SendDisabled");

    /// <summary>Sending only.</summary>
    public static EntityStatus ReceiveDisabled { get; } = new("ReceiveDisabled");

    /// <summary>A status by its name.</summary>
    /// <param name="value">The name.</param>
    public static implicit operator EntityStatus(string value) => new(value);

    /// <summary>Whether both are the same, in any case of letters.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether they are.</returns>
    public static bool operator ==(EntityStatus left, EntityStatus right) => left.Equals(right);

    /// <summary>Whether they differ.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether they do.</returns>
    public static bool operator !=(EntityStatus left, EntityStatus right) => !left.Equals(right);

    /// <inheritdoc />
    public override bool Equals(object? obj) => obj is EntityStatus other && Equals(other);

    /// <inheritdoc />
    public bool Equals(EntityStatus other) => string.Equals(_value, other._value, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc />
    public override int GetHashCode() => _value is null ? 0 : StringComparer.OrdinalIgnoreCase.GetHashCode(_value);

    /// <inheritdoc />
    public override string? ToString() => _value;
}
