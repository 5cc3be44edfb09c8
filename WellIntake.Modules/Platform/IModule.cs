using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace WellIntake.Modules.Platform;

/// <summary>A module's only door. Found by scanning; made once at start.</summary>
public interface IModule
{
    /// <summary>The role that loads it, such as <c>digest</c>.</summary>
    string Role { get; }

    /// <summary>Registers what it needs. Handlers, commands and card actions are found by scanning.</summary>
    void Register(IServiceCollection services, IConfiguration configuration);
}
