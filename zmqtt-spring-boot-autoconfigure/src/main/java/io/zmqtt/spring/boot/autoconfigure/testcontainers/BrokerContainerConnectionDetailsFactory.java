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

package io.zmqtt.spring.boot.autoconfigure.testcontainers;

import java.util.List;

import io.zmqtt.spring.boot.autoconfigure.ZmqttConnectionDetails;
import org.jspecify.annotations.Nullable;
import org.testcontainers.containers.Container;

import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionDetailsFactory;
import org.springframework.boot.testcontainers.service.connection.ContainerConnectionSource;
import org.springframework.util.Assert;

/**
 * Base of the factories that say where the MQTT broker of a container is: on port 1883,
 * or with an SSL bundle on port 8883 if the container exposes that.
 *
 * @param <C> the type of the container
 */
abstract class BrokerContainerConnectionDetailsFactory<C extends Container<?>>
		extends ContainerConnectionDetailsFactory<C, ZmqttConnectionDetails> {

	private static final int PORT = 1883;

	private static final int TLS_PORT = 8883;

	/**
	 * Know containers by their image.
	 */
	BrokerContainerConnectionDetailsFactory(List<String> connectionNames) {
		super(connectionNames);
	}

	/**
	 * Know containers by their type.
	 */
	BrokerContainerConnectionDetailsFactory(String requiredClassName) {
		super(ANY_CONNECTION_NAME, requiredClassName);
	}

	@Override
	protected ZmqttConnectionDetails getContainerConnectionDetails(ContainerConnectionSource<C> source) {
		return new BrokerContainerConnectionDetails(source);
	}

	/**
	 * Return the user name of a container that has started.
	 */
	@Nullable String username(C container) {
		return null;
	}

	/**
	 * Return the password of a container that has started.
	 */
	@Nullable String password(C container) {
		return null;
	}

	private final class BrokerContainerConnectionDetails extends ContainerConnectionDetails<C>
			implements ZmqttConnectionDetails {

		private BrokerContainerConnectionDetails(ContainerConnectionSource<C> source) {
			super(source);
		}

		@Override
		public List<String> getServers() {
			C container = getContainer();
			List<Integer> exposed = container.getExposedPorts();
			boolean encrypted = getSslBundle() != null;
			int port = (encrypted && exposed.contains(TLS_PORT)) ? TLS_PORT : PORT;
			Assert.state(exposed.contains(port),
					() -> "The container " + container.getDockerImageName() + " does not expose port " + port
							+ ". Expose it, or if it is not meant for MQTT, say so with the attribute 'type' of"
							+ " @ServiceConnection.");
			return List
				.of((encrypted ? "mqtts" : "mqtt") + "://" + container.getHost() + ":" + container.getMappedPort(port));
		}

		@Override
		public @Nullable String getUsername() {
			return username(getContainer());
		}

		@Override
		public @Nullable String getPassword() {
			return password(getContainer());
		}

		@Override
		public @Nullable SslBundle getSslBundle() {
			return super.getSslBundle();
		}

	}

}
