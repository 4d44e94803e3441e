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

package io.zmqtt.benchmarks.integration;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import io.zmqtt.benchmarks.Peer;
import io.zmqtt.benchmarks.PeerConnection;
import io.zmqtt.benchmarks.ProtocolVersion;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.jspecify.annotations.Nullable;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.channel.DirectChannel;
import org.springframework.integration.config.EnableIntegration;
import org.springframework.integration.mqtt.core.Mqttv5ClientManager;
import org.springframework.integration.mqtt.event.MqttMessageDeliveredEvent;
import org.springframework.integration.mqtt.event.MqttMessageSentEvent;
import org.springframework.integration.mqtt.inbound.Mqttv5PahoMessageDrivenChannelAdapter;
import org.springframework.integration.mqtt.outbound.Mqttv5PahoMessageHandler;
import org.springframework.integration.mqtt.support.MqttHeaders;
import org.springframework.messaging.support.MessageBuilder;

/**
 * Spring Integration MQTT with the Paho client for MQTT 5.0, sending asynchronously. That
 * a message was acknowledged is told by an event with its packet identifier.
 */
public final class SpringIntegrationPeer implements Peer {

	private static final int MAX_WINDOW = 65535;

	@Override
	public boolean supports(ProtocolVersion version) {
		return version == ProtocolVersion.V5_0;
	}

	@Override
	public PeerConnection connect(String host, int port, ProtocolVersion version) {
		MqttConnectionOptions options = new MqttConnectionOptions();
		options.setServerURIs(new String[] { "tcp://" + host + ":" + port });
		options.setReceiveMaximum(MAX_WINDOW);
		return new Connection(options);
	}

	/**
	 * The application.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableIntegration
	static class Config {

	}

	private static final class Connection implements PeerConnection {

		private static final String WHEN_DONE = "whenDone";

		private static final Object DELIVERED = new Object();

		private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

		private final Mqttv5ClientManager clients;

		private final Mqttv5PahoMessageHandler outbound;

		/** By packet identifier what to call, or that it was delivered already. */
		private final ConcurrentMap<Integer, Object> pending = new ConcurrentHashMap<>();

		private int adapters;

		private Connection(MqttConnectionOptions options) {
			this.clients = new Mqttv5ClientManager(options, "bench");
			this.outbound = new Mqttv5PahoMessageHandler(this.clients);
			this.outbound.setAsync(true);
			this.outbound.setAsyncEvents(true);
			this.context.register(Config.class);
			this.context.registerBean("clients", Mqttv5ClientManager.class, () -> this.clients);
			this.context.registerBean("outbound", Mqttv5PahoMessageHandler.class, () -> this.outbound);
			this.context.addApplicationListener((event) -> {
				if (event instanceof MqttMessageSentEvent sent) {
					sent(sent);
				}
				else if (event instanceof MqttMessageDeliveredEvent delivered) {
					settle(delivered.getMessageId(), DELIVERED);
				}
			});
			this.context.refresh();
			this.outbound.start();
		}

		private void sent(MqttMessageSentEvent event) {
			Object whenDone = event.getMessage().getHeaders().get(WHEN_DONE);
			if (whenDone != null) {
				settle(event.getMessageId(), whenDone);
			}
		}

		/**
		 * The two events of a message come in either order.
		 */
		@SuppressWarnings("unchecked")
		private void settle(int packetId, Object event) {
			Object other = this.pending.putIfAbsent(packetId, event);
			if (other != null) {
				this.pending.remove(packetId);
				Object whenDone = (other == DELIVERED) ? event : other;
				((BiConsumer<@Nullable Object, @Nullable Throwable>) whenDone).accept(packetId, null);
			}
		}

		@Override
		public void publish(String topic, int qos, byte[] payload,
				BiConsumer<@Nullable Object, @Nullable Throwable> whenDone) {
			MessageBuilder<byte[]> message = MessageBuilder.withPayload(payload)
				.setHeader(MqttHeaders.TOPIC, topic)
				.setHeader(MqttHeaders.QOS, qos);
			if (qos > 0) {
				message.setHeader(WHEN_DONE, whenDone);
			}
			this.outbound.handleMessage(message.build());
			if (qos == 0) {
				whenDone.accept(null, null);
			}
		}

		@Override
		public void subscribe(String filter, int qos, Consumer<byte[]> handler) {
			DirectChannel channel = new DirectChannel();
			channel.setBeanFactory(this.context);
			channel.subscribe((message) -> handler.accept((byte[]) message.getPayload()));
			Mqttv5PahoMessageDrivenChannelAdapter adapter = new Mqttv5PahoMessageDrivenChannelAdapter(this.clients,
					filter);
			adapter.setQos(qos);
			adapter.setPayloadType(byte[].class);
			adapter.setOutputChannel(channel);
			String name = "inbound-" + this.adapters++;
			this.context.registerBean(name, Mqttv5PahoMessageDrivenChannelAdapter.class, () -> adapter);
			this.context.getBean(name, Mqttv5PahoMessageDrivenChannelAdapter.class).start();
		}

		@Override
		public void close() {
			this.context.close();
		}

	}

}
