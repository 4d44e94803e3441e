/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.zmqtt.spring.boot.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

import io.zmqtt.MqttVersion;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * The connections that the environment configures, with what has to be known of them
 * before any bean exists.
 *
 * @param versions the version of the protocol by name of the connection
 * @param primary the name of the connection that is used where none is named, or
 * {@code null} if there is but one
 */
record ConfiguredConnections(Map<String, MqttVersion> versions, @Nullable String primary) {

	private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_-]*");

	private static final String CONNECTIONS = "zmqtt.connections";

	private static final String PRIMARY = "zmqtt.primary";

	static ConfiguredConnections of(Environment environment) {
		ApplicationConversionService conversionService = new ApplicationConversionService();
		conversionService.addConverter(new MqttVersionConverter());
		Binder binder = new Binder(ConfigurationPropertySources.get(environment),
				new PropertySourcesPlaceholdersResolver(environment), conversionService);
		Map<String, MqttVersion> versions = new LinkedHashMap<>();
		Map<String, Object> further = binder.bind(CONNECTIONS, Bindable.mapOf(String.class, Object.class))
			.orElseGet(Map::of);
		if (further.isEmpty() || hasServer(environment)) {
			versions.put(ConnectionNames.DEFAULT, version(binder, PropertyNames.ROOT));
		}
		for (String name : further.keySet()) {
			checkName(name);
			versions.put(name, version(binder, CONNECTIONS + "." + name));
		}
		return new ConfiguredConnections(versions, primary(binder, versions));
	}

	private static boolean hasServer(Environment environment) {
		Binder binder = Binder.get(environment);
		return binder.bind("zmqtt.host", String.class).isBound() || binder.bind("zmqtt.port", String.class).isBound()
				|| binder.bind("zmqtt.uri", String.class).isBound()
				|| binder.bind("zmqtt.servers", Bindable.listOf(String.class)).isBound();
	}

	private static void checkName(String name) {
		if (!NAME.matcher(name).matches()) {
			throw new InvalidConfigurationPropertyValueException(CONNECTIONS + "." + name, null,
					"The name of a connection consists of letters, digits, hyphens and underscores.");
		}
		if (name.equals(ConnectionNames.DEFAULT)) {
			throw new InvalidConfigurationPropertyValueException(CONNECTIONS + "." + name, null,
					"This is the name of the connection that zmqtt.host and the like configure.");
		}
	}

	private static MqttVersion version(Binder binder, String prefix) {
		return binder.bind(prefix + ".version", MqttVersion.class).orElse(MqttVersion.V3_1_1);
	}

	private static @Nullable String primary(Binder binder, Map<String, MqttVersion> versions) {
		String primary = binder.bind(PRIMARY, String.class).orElse("");
		String names = String.join(", ", versions.keySet());
		if (StringUtils.hasText(primary)) {
			if (!versions.containsKey(primary)) {
				throw new InvalidConfigurationPropertyValueException(PRIMARY, primary,
						"There is no such connection. There is: " + names + ".");
			}
			return primary;
		}
		if (versions.containsKey(ConnectionNames.DEFAULT)) {
			return (versions.size() > 1) ? ConnectionNames.DEFAULT : null;
		}
		if (versions.size() > 1) {
			throw new InvalidConfigurationPropertyValueException(PRIMARY, null,
					"There are several connections and none of zmqtt.host or the like. Set it to one of: " + names
							+ ".");
		}
		return null;
	}

	/**
	 * Return whether a connection is used where none is named.
	 */
	boolean isPrimary(String name) {
		return (this.primary != null) ? this.primary.equals(name) : this.versions.containsKey(name);
	}

}
