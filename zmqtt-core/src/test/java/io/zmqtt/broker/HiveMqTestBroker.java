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

package io.zmqtt.broker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.hivemq.embedded.EmbeddedExtension;
import com.hivemq.embedded.EmbeddedHiveMQ;
import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.auth.SimpleAuthenticator;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import com.hivemq.extension.sdk.api.services.Services;
import io.zmqtt.ServerAddress;
import io.zmqtt.ServerAddress.Scheme;
import io.zmqtt.TlsOptions;
import io.zmqtt.test.TestCertificates;
import org.jspecify.annotations.Nullable;

/**
 * HiveMQ CE in the JVM of the tests, with what it stores in memory.
 */
final class HiveMqTestBroker implements TestBroker {

	private static final String HOST = "localhost";

	private static final int ATTEMPTS = 3;

	private static final String CONFIGURATION = """
			<hivemq>
				<listeners>%s</listeners>
				<persistence><mode>in-memory</mode></persistence>
				<anonymous-usage-statistics><enabled>false</enabled></anonymous-usage-statistics>
				<mqtt>%s</mqtt>
			</hivemq>
			""";

	private static final String LISTENER = """
			<%1$s><port>%2$d</port><bind-address>127.0.0.1</bind-address>%3$s</%1$s>
			""";

	private static final String TLS = """
			<tls><keystore><path>%1$s</path><password>%2$s</password>
			<private-key-password>%2$s</private-key-password></keystore></tls>
			""";

	private final Path directory;

	private final @Nullable TestCertificates certificates;

	private final String mqtt;

	private int port;

	private @Nullable EmbeddedHiveMQ broker;

	private HiveMqTestBroker(Path directory, @Nullable TestCertificates certificates, String mqtt) {
		this.directory = directory;
		this.certificates = certificates;
		this.mqtt = mqtt;
	}

	/**
	 * Start a broker.
	 * @param directory where its files go
	 * @param certificates how to encrypt, or null for plain TCP
	 * @param mqtt elements for {@code <mqtt>} in its configuration
	 */
	static HiveMqTestBroker start(Path directory, @Nullable TestCertificates certificates, String mqtt) {
		HiveMqTestBroker broker = new HiveMqTestBroker(directory, certificates, mqtt);
		for (int attempt = 1;; attempt++) {
			broker.port = freePort();
			try {
				broker.launch();
				return broker;
			}
			catch (IllegalStateException ex) {
				// another program may have taken the port
				if (attempt == ATTEMPTS) {
					throw ex;
				}
			}
		}
	}

	private static int freePort() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void launch() {
		EmbeddedHiveMQ launched = EmbeddedHiveMQ.builder()
			.withConfigurationFolder(writeConfiguration())
			.withDataFolder(folder("data"))
			.withExtensionsFolder(folder("extensions"))
			.withEmbeddedExtension(EmbeddedExtension.builder()
				.withId("anyone")
				.withName("Lets anyone connect")
				.withVersion("1")
				.withExtensionMain(new AnyoneConnects())
				.build())
			.withoutLoggingBootstrap()
			.build();
		await(launched.start());
		this.broker = launched;
	}

	private Path writeConfiguration() {
		String listener = LISTENER.formatted("tcp-listener", this.port, "");
		if (this.certificates != null) {
			listener = LISTENER.formatted("tls-tcp-listener", this.port,
					TLS.formatted(this.certificates.server().keyStore(), TestCertificates.PASSWORD));
		}
		Path folder = folder("conf");
		try {
			Files.writeString(folder.resolve("config.xml"), CONFIGURATION.formatted(listener, this.mqtt));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return folder;
	}

	private Path folder(String name) {
		try {
			return Files.createDirectories(this.directory.resolve(name));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void await(CompletableFuture<Void> future) {
		try {
			future.get(50, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted", ex);
		}
		catch (ExecutionException | TimeoutException ex) {
			throw new IllegalStateException("HiveMQ does not start or stop", ex);
		}
	}

	@Override
	public ServerAddress address() {
		return new ServerAddress((this.certificates != null) ? Scheme.MQTTS : Scheme.MQTT, HOST, this.port, "");
	}

	@Override
	public @Nullable TlsOptions tls() {
		TestCertificates used = this.certificates;
		return (used != null) ? TlsOptions.builder().trustCertificates(used.authority()).build() : null;
	}

	@Override
	public void kill() {
		EmbeddedHiveMQ running = this.broker;
		this.broker = null;
		if (running != null) {
			await(running.stop());
		}
	}

	@Override
	public void restart() {
		kill();
		launch();
	}

	@Override
	public void close() {
		kill();
	}

	/**
	 * Without an authenticator HiveMQ refuses everyone.
	 */
	private static final class AnyoneConnects implements ExtensionMain {

		@Override
		public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
			SimpleAuthenticator authenticator = (authentication, answer) -> answer.authenticateSuccessfully();
			Services.securityRegistry().setAuthenticatorProvider((provider) -> authenticator);
		}

		@Override
		public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {
		}

	}

}
